import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { EngineFault } from '../errors.js';
import type { Activation } from '../runtime/activation.js';
import { defineNode } from '../runtime/define-node.js';

/** One case of a {@link Switch}: where to, and when. */
export interface SwitchCase<N extends string = string> {
  readonly to: N;
  /** Whether it holds. */
  readonly when: (activation: never) => boolean | Promise<boolean>;
  /** Shown on the diagram. */
  readonly label?: string;
}

/** Options of {@link Switch}. */
export interface SwitchOptions<
  N extends string = string,
  D extends string = string,
> extends CommonNodeOptions {
  /** Tried in this order; the first that holds wins. */
  readonly cases: readonly SwitchCase<N>[];
  /** Where to when no case holds. Without it, that is an error. */
  readonly default?: D;
}

const switchNode = defineNode<SwitchOptions>({
  name: 'SWITCH',
  category: 'gateway',
  drawing: { outline: 'diamond', marker: 'exclusive' },
  bpmn: { type: 'bpmn:ExclusiveGateway' },
  edges: (options) => [
    ...options.cases.map(({ to, label }) => ({ to, role: 'case', label }) as const),
    ...(options.default === undefined
      ? []
      : [{ to: options.default, role: 'default', label: 'default' } as const]),
  ],
  mistakes: ({ name, options }) => {
    const defaults = options.cases.filter((one) => typeof (one as Partial<SwitchCase>).when !== 'function');
    const mistakes = options.cases.length === 0 ? [`'${name}' has no cases: expected at least one`] : [];
    if (defaults.length > (options.default === undefined ? 1 : 0)) {
      mistakes.push(
        `'${name}' has several defaults (${[...defaults.map(({ to }) => `'${to}'`), ...(options.default === undefined ? [] : [`'${options.default}'`])].join(', ')}): expected a 'when' on every case, and one 'default'`,
      );
    } else if (defaults.length === 1) {
      mistakes.push(
        `'${name}' has a case to '${defaults[0]?.to ?? ''}' without 'when': make it the 'default'`,
      );
    }
    return mistakes;
  },
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry'],
  async exits({ activation, node, options }) {
    for (const { to, when } of options.cases) {
      if (await (when as (activation: Activation) => boolean | Promise<boolean>)(activation)) return [{ to }];
    }
    if (options.default !== undefined) return [{ to: options.default }];
    throw new EngineFault(
      `Expected a case of '${node.name}' to hold in process ${activation.process.id}, but none does: add a 'default'.`,
    );
  },
});

/**
 * Leads to the first case that holds, else to `default`. No match and no default is an error, never a silent end.
 * BPMN: exclusive gateway. Workflow pattern 4, exclusive choice.
 *
 * @throws {EngineFault} when no case holds and there is no default.
 *
 * @example
 * \@Switch({
 *   cases: [{ to: 'express', when: ({ process }: Activation<Order>) => process.data.total > 1000 }],
 *   default: 'standard',
 * })
 * delivery!: FlowNode;
 */
export function Switch<const N extends string, const D extends string = never>(
  options: SwitchOptions<N, D>,
): NodeDecorator<N | D, (activation: never) => unknown, '@Switch takes its conditions in cases'> {
  return switchNode(options);
}
