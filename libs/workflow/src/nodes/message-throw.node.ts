import { parseDuration, type Duration } from '../definition/durations.js';
import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { keyOf, nameMistakes, type MessageKey } from './subscriptions.js';

/** Options of {@link MessageThrow}. */
export interface MessageThrowOptions<N extends string = string> extends CommonNodeOptions {
  /** The message's name. */
  readonly name: string;
  /** Which of the processes that wait for messages of this name is meant. Default: those that wait without a key. */
  readonly key?: MessageKey;
  /** How long it waits when nobody waits for it. Default: not at all; it is lost then. */
  readonly ttl?: Duration;
  readonly next: N;
}

const messageThrow = defineNode<MessageThrowOptions>({
  name: 'MESSAGE_THROW',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'message-throw' },
  bpmn: { type: 'bpmn:IntermediateThrowEvent', eventDefinition: 'bpmn:MessageEventDefinition' },
  variant: ({ name }) => ({ bpmn: { subject: name } }),
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes: ({ name, options: { name: message, ttl } }) => [
    ...nameMistakes(name, message),
    ...(ttl !== undefined && parseDuration(ttl) === undefined
      ? [`'${name}' has the ttl ${JSON.stringify(ttl)}: expected a duration such as '1d'`]
      : []),
  ],
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  async run({ activation, node, call, options, send }) {
    const { name, ttl } = options;
    const key = await keyOf(options.key, activation);
    send('message.thrown', { name, key, ttl, payload: node.hasMethod ? await call() : undefined });
  },
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
