import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import type { Activation } from '../runtime/activation.js';
import { defineNode } from '../runtime/define-node.js';

/** Options of {@link Join}. */
export interface JoinOptions<N extends string = string> extends CommonNodeOptions {
  readonly next: N;
  /**
   * When to go on before every branch is there. A number: when that many have arrived, and never with fewer. A
   * function: as soon as it answers true, and at the latest when there is no branch left to wait for.
   * Default: every branch that lives.
   */
  readonly needs?: number | ((activation: never) => boolean | Promise<boolean>);
  /** With `needs`, what becomes of the other branches: withdrawn, or left to finish without effect (the default). */
  readonly rest?: 'cancel' | 'ignore';
}

const join = defineNode<JoinOptions>({
  name: 'JOIN',
  category: 'gateway',
  drawing: { outline: 'diamond', marker: 'parallel' },
  bpmn: { type: 'bpmn:InclusiveGateway' },
  variant: ({ needs }) =>
    needs === undefined ? {} : { drawing: { marker: 'complex' }, bpmn: { type: 'bpmn:ComplexGateway' } },
  scope: 'closes',
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes({ name, options }, graph) {
    const splits = graph.nodes.filter(
      (node) => node.kind.scope === 'opens' && graph.reachableFrom(node.name).has(name),
    );
    const mistakes: string[] = [];
    if (splits.length === 0)
      mistakes.push(`'${name}' joins nothing: expected a split whose branches lead to it`);
    const { needs, rest } = options;
    if (typeof needs === 'number' && !(Number.isInteger(needs) && needs >= 1)) {
      mistakes.push(`'${name}' needs ${needs}: expected a whole number from 1`);
    }
    const most = Math.max(0, ...splits.map((node) => widest(graph.edgesFrom(node.name))));
    if (typeof needs === 'number' && splits.length > 0 && needs > most) {
      mistakes.push(`'${name}' needs ${needs}, but its split has only ${most} branches`);
    }
    if (rest !== undefined && needs === undefined) {
      mistakes.push(`'${name}' has 'rest' without 'needs': a join that waits for every branch leaves none`);
    }
    return mistakes;
  },
  waits: true,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  joins: ({ options }) => ({
    needs: options.needs as number | ((activation: Activation) => boolean | Promise<boolean>) | undefined,
    rest: options.rest ?? 'ignore',
  }),
  exits: ({ options }) => [{ to: options.next }],
});

const widest = (edges: readonly { role: string; multiple?: boolean }[]): number =>
  edges.some((edge) => edge.multiple) ? Infinity : edges.filter((edge) => edge.role === 'branch').length;

/**
 * Gathers the branches of one instance of a split and goes on once. It waits for every branch that lives: one that
 * was cancelled or ended elsewhere counts as gone, one in ERROR does not. A manager may `skip` it to go on at once.
 * BPMN: parallel or inclusive gateway. Workflow patterns 3 and 7 (synchronisation), with `needs` 9 and 30
 * (discriminator, partial join), with `rest: 'cancel'` 29 and 32.
 *
 * @example
 * \@Join({ needs: 2, rest: 'cancel', next: 'decide' }) twoOfThree!: FlowNode;
 */
export function Join<const N extends string>(
  options: JoinOptions<N>,
): NodeDecorator<N, (activation: never) => unknown, '@Join takes no method'> {
  return join(options);
}
