import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { messageRecipient } from '../runtime/messages.js';
import { meanwhiles, type MeanwhileOptions } from './boundaries/meanwhile.boundary.js';
import { timeouts, type TimeoutOptions } from './boundaries/timeout.boundary.js';
import { keyOf, nameMistakes, type MessageKey } from './subscriptions.js';

/** Options of {@link MessageCatch}. */
export interface MessageCatchOptions<N extends string = string, B extends string = string>
  extends CommonNodeOptions, TimeoutOptions<B>, MeanwhileOptions<B> {
  /** The message's name. */
  readonly name: string;
  /** Which of the messages of this name is meant: an order's number, say. Default: none. */
  readonly key?: MessageKey;
  readonly next: N;
}

const messageCatch = defineNode<MessageCatchOptions>({
  name: 'MESSAGE_CATCH',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'message' },
  bpmn: { type: 'bpmn:IntermediateCatchEvent', eventDefinition: 'bpmn:MessageEventDefinition' },
  variant: ({ name }) => ({ bpmn: { subject: name } }),
  edges: ({ next }) => [{ to: next, role: 'next' }],
  boundaries: (options) => [...timeouts(options), ...meanwhiles(options)],
  mistakes: ({ name, options }) => nameMistakes(name, options.name),
  waits: true,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  async create({ activation, options, send }) {
    const recipient = messageRecipient(options.name, await keyOf(options.key, activation));
    activation.task.externalId = recipient;
    // One that was sent before may be waiting for it.
    send('message.awaited', { recipient });
  },
  run: ({ node, call }, payload) => (node.hasMethod ? call(payload) : undefined),
  exits: ({ options }) => [{ to: options.next }],
});

/**
 * The process waits here for a message with this name and key. Of several that wait for the same, the one that waits
 * longest gets it. A message that was sent early, with a time to live, is taken at once, the oldest first. A method
 * gets (activation, payload). BPMN: message intermediate catch event. Workflow pattern 24, persistent trigger.
 *
 * @example
 * \@MessageCatch({ name: 'invoice-paid', key: ({ process }: Activation<Order>) => process.data.number, next: 'ship' })
 * paid!: FlowNode;
 */
export function MessageCatch<const N extends string, const B extends string = never>(
  options: MessageCatchOptions<N, B>,
): NodeDecorator<
  N | B,
  (activation: never, payload: never) => unknown,
  '@MessageCatch method takes (activation, payload)'
> {
  return messageCatch(options);
}
