import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { MethodNodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { meanwhiles, type MeanwhileOptions } from './boundaries/meanwhile.boundary.js';
import { timeouts, type TimeoutOptions } from './boundaries/timeout.boundary.js';

/** Options of {@link ConditionalCatch}. */
export interface ConditionalCatchOptions<N extends string = string, B extends string = string>
  extends CommonNodeOptions, TimeoutOptions<B>, MeanwhileOptions<B> {
  readonly next: N;
}

const conditionalCatch = defineNode<ConditionalCatchOptions>({
  name: 'CONDITIONAL_CATCH',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'conditional' },
  bpmn: { type: 'bpmn:IntermediateCatchEvent', eventDefinition: 'bpmn:ConditionalEventDefinition' },
  needsMethod: true,
  edges: ({ next }) => [{ to: next, role: 'next' }],
  boundaries: (options) => [...timeouts(options), ...meanwhiles(options)],
  waits: true,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  holds: async ({ call }) => (await call()) === true,
  exits: ({ options }) => [{ to: options.next }],
});

/**
 * The process waits here until the method answers true. It is asked when the process gets here, and whenever a
 * transition has changed the process's data. BPMN: conditional intermediate catch event.
 *
 * @example
 * \@ConditionalCatch({ next: 'ship' })
 * allPaid({ process }: Activation<Order>) { return process.data.paid >= process.data.total; }
 */
export function ConditionalCatch<const N extends string, const B extends string = never>(
  options: ConditionalCatchOptions<N, B>,
): MethodNodeDecorator<
  N | B,
  (activation: never) => boolean | Promise<boolean>,
  '@ConditionalCatch must be on a method that takes (activation) and returns boolean or Promise<boolean>'
> {
  return conditionalCatch(options);
}
