import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { meanwhiles, type MeanwhileOptions } from './boundaries/meanwhile.boundary.js';
import { timeouts, type TimeoutOptions } from './boundaries/timeout.boundary.js';
import { nameMistakes } from './subscriptions.js';

/** Options of {@link SignalCatch}. */
export interface SignalCatchOptions<N extends string = string, B extends string = string>
  extends CommonNodeOptions, TimeoutOptions<B>, MeanwhileOptions<B> {
  /** The signal's name, the same in all flows. */
  readonly name: string;
  readonly next: N;
}

const signalCatch = defineNode<SignalCatchOptions>({
  name: 'SIGNAL_CATCH',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'signal' },
  bpmn: { type: 'bpmn:IntermediateCatchEvent', eventDefinition: 'bpmn:SignalEventDefinition' },
  variant: ({ name }) => ({ bpmn: { subject: name } }),
  edges: ({ next }) => [{ to: next, role: 'next' }],
  boundaries: (options) => [...timeouts(options), ...meanwhiles(options)],
  mistakes: ({ name, options }) => nameMistakes(name, options.name),
  waits: true,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  create: ({ activation, options }) => {
    activation.task.externalId = `signal:${options.name}`;
  },
  run: ({ node, call }, payload) => (node.hasMethod ? call(payload) : undefined),
  exits: ({ options }) => [{ to: options.next }],
});

/**
 * The process waits here for a signal: thrown anywhere, it releases every catch of its name that waits by then, in
 * all flows. One thrown before is not heard. A method gets (activation, payload). BPMN: signal intermediate catch
 * event. Workflow pattern 23, transient trigger.
 *
 * @example
 * \@SignalCatch({ name: 'shop-opened', next: 'deliver' }) opened!: FlowNode;
 */
export function SignalCatch<const N extends string, const B extends string = never>(
  options: SignalCatchOptions<N, B>,
): NodeDecorator<
  N | B,
  (activation: never, payload: never) => unknown,
  '@SignalCatch method takes (activation, payload)'
> {
  return signalCatch(options);
}
