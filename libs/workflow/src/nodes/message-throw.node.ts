import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { messageMistakes, sendMessage, type MessageToSend } from './sending.js';

/** Options of {@link MessageThrow}. */
export interface MessageThrowOptions<N extends string = string> extends CommonNodeOptions, MessageToSend {
  readonly next: N;
}

const messageThrow = defineNode<MessageThrowOptions>({
  name: 'MESSAGE_THROW',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'message-throw' },
  bpmn: { type: 'bpmn:IntermediateThrowEvent', eventDefinition: 'bpmn:MessageEventDefinition' },
  variant: ({ name }) => ({ bpmn: { subject: name } }),
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes: ({ name, options }) => messageMistakes(name, options),
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run: (step) => sendMessage(step),
  exits: ({ options }) => [{ to: options.next }],
});

/**
 * Sends a message to another process, once this transition has committed, and goes on. A method's result is its
 * payload. BPMN: message intermediate throw event.
 *
 * @example
 * \@MessageThrow({ name: 'invoice-paid', key: ({ process }: Activation<Payment>) => process.data.order, next: 'end' })
 * tell!: FlowNode;
 */
export function MessageThrow<const N extends string>(
  options: MessageThrowOptions<N>,
): NodeDecorator<N, (activation: never) => unknown, '@MessageThrow method takes (activation)'> {
  return messageThrow(options);
}
