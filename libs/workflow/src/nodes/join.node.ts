import type { CommonNodeOptions, GraphNode } from '../definition/node-kind.js';
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
  /**
   * `queue`: each branch that leads here has a queue of its own, and every round takes one token from each branch. It
   * fires when `needs` branches (default: all) have one; a further token of a branch that has had its turn waits until
   * all have had theirs. Default: tokens are gathered once for each instance of the split, in whichever order.
   */
  readonly arrivals?: 'queue';
  /**
   * `reachable`: only branches that can still get here by the graph are waited for, so that it fires the moment the
   * last of them has gone elsewhere. Default: every branch that lives, wherever it is.
   */
  readonly waitFor?: 'reachable';
}

const join = defineNode<JoinOptions>({
  name: 'JOIN',
  category: 'gateway',
  drawing: { outline: 'diamond', marker: 'parallel' },
  bpmn: { type: 'bpmn:InclusiveGateway' },
  variant: ({ needs, arrivals }) =>
    needs === undefined && arrivals === undefined
      ? {}
      : { drawing: { marker: 'complex' }, bpmn: { type: 'bpmn:ComplexGateway' } },
  scope: 'closes',
  waitsFor({ needs, arrivals, waitFor }) {
    if (arrivals === 'queue') return 'queued';
    return typeof needs === 'number' ? 'counted' : (waitFor ?? 'live');
  },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes(node, graph) {
    const splits = graph.nodes.filter(
      ({ name, kind }) => kind.scope === 'opens' && graph.reachableFrom(name).has(node.name),
    );
    const { needs } = node.options;
    const mistakes = contradictions(node);
    if (splits.length === 0)
      mistakes.push(`'${node.name}' joins nothing: expected a split whose branches lead to it`);
    if (typeof needs === 'number' && !(Number.isInteger(needs) && needs >= 1)) {
      mistakes.push(`'${node.name}' needs ${needs}: expected a whole number from 1`);
    }
    const most = Math.max(0, ...splits.map(({ name }) => widest(graph.edgesFrom(name))));
    const { size } = new Set(graph.edges.filter(({ to }) => to === node.name).map(({ from }) => from));
    if (node.options.arrivals === 'queue') {
      if (typeof needs === 'number' && needs > size)
        mistakes.push(`'${node.name}' needs ${needs}, but only ${size} nodes lead to it`);
    } else if (typeof needs === 'number' && splits.length > 0 && needs > most) {
      mistakes.push(`'${node.name}' needs ${needs}, but its split has only ${most} branches`);
    }
    return mistakes;
  },
  waits: true,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  joins: ({ options }) => ({
    needs: options.needs as number | ((activation: Activation) => boolean | Promise<boolean>) | undefined,
    rest: options.rest ?? 'ignore',
    arrivals: options.arrivals ?? 'count',
  }),
  exits: ({ options }) => [{ to: options.next }],
});

function contradictions({ name, options }: GraphNode<JoinOptions>): string[] {
  const { needs, rest, arrivals, waitFor } = options;
  const mistakes: string[] = [];
  if (rest !== undefined && needs === undefined) {
    mistakes.push(`'${name}' has 'rest' without 'needs': a join that waits for every branch leaves none`);
  }
  if (arrivals === 'queue' && typeof needs === 'function') {
    mistakes.push(`'${name}' has a queue for each branch: expected 'needs' to be a number of branches`);
  }
  if (arrivals === 'queue' && rest !== undefined) {
    mistakes.push(
      `'${name}' has a queue for each branch and 'rest': it waits for the rest before its next round`,
    );
  }
  if (waitFor !== undefined && (arrivals === 'queue' || typeof needs === 'number')) {
    mistakes.push(`'${name}' has 'waitFor', but it counts what arrives and waits for nothing else`);
  }
  return mistakes;
}

const widest = (edges: readonly { role: string; multiple?: boolean }[]): number =>
  edges.some((edge) => edge.multiple) ? Infinity : edges.filter((edge) => edge.role === 'branch').length;

/**
 * Gathers the branches of one instance of a split and goes on once. It waits for every branch that lives: one that
 * was cancelled or ended elsewhere counts as gone, one in ERROR does not. A manager may `skip` it to go on at once.
 * BPMN: parallel, inclusive or complex gateway. Workflow patterns 3, 7 and 37 (synchronisation, synchronising merge),
 * with `needs` 9, 30, 34 and 36 (discriminator, partial joins), with `rest: 'cancel'` 29, 32 and 35 (cancelling ones),
 * with `arrivals: 'queue'` 28, 31 and 33 (blocking ones, generalised AND-join), with `waitFor: 'reachable'` 38 (general
 * synchronising merge), with `needs` after a split that sends several tokens down one branch 41 (thread merge).
 *
 * @example
 * \@Join({ needs: 2, rest: 'cancel', next: 'decide' }) twoOfThree!: FlowNode;
 */
export function Join<const N extends string>(
  options: JoinOptions<N>,
): NodeDecorator<N, (activation: never) => unknown, '@Join takes no method'> {
  return join(options);
}
