import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { nameMistakes } from './subscriptions.js';

/** Options of {@link SignalThrow}. */
export interface SignalThrowOptions<N extends string = string> extends CommonNodeOptions {
  /** The signal's name, the same in all flows. */
  readonly name: string;
  readonly next: N;
}

const signalThrow = defineNode<SignalThrowOptions>({
  name: 'SIGNAL_THROW',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'signal-throw' },
  bpmn: { type: 'bpmn:IntermediateThrowEvent', eventDefinition: 'bpmn:SignalEventDefinition' },
  variant: ({ name }) => ({ bpmn: { subject: name } }),
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes: ({ name, options }) => nameMistakes(name, options.name),
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  async run({ node, call, options, send }) {
    send('signal.thrown', { name: options.name, payload: node.hasMethod ? await call() : undefined });
  },
  exits: ({ options }) => [{ to: options.next }],
});

/**
 * Throws a signal, once this transition has committed, and goes on: every `@SignalCatch` of its name that waits by
 * then is released, in all flows, this process included. A method's result is the signal's payload.
 * BPMN: signal intermediate throw event.
 *
 * @example
 * \@SignalThrow({ name: 'shop-opened', next: 'end' }) open!: FlowNode;
 */
export function SignalThrow<const N extends string>(
  options: SignalThrowOptions<N>,
): NodeDecorator<N, (activation: never) => unknown, '@SignalThrow method takes (activation)'> {
  return signalThrow(options);
}
