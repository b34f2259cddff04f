import { parseDuration, type Duration } from '../definition/durations.js';
import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeStep } from '../runtime/node-behaviour.js';
import { keyOf, nameMistakes, type MessageKey } from './subscriptions.js';

/** What is sent, and to whom. */
export interface MessageToSend {
  /** The message's name. */
  readonly name: string;
  /** Which of the processes that wait for messages of this name is meant. Default: those that wait without a key. */
  readonly key?: MessageKey;
  /** How long it waits when nobody waits for it. Default: not at all; it is lost then. */
  readonly ttl?: Duration;
}

/** Sends the message once the transition has committed; a method's result is its payload. */
export async function sendMessage({
  activation,
  node,
  call,
  options,
  send,
  compensated,
}: NodeStep<CommonNodeOptions & MessageToSend>): Promise<void> {
  const { name, ttl } = options;
  const key = await keyOf(options.key, activation);
  const payload: unknown = node.hasMethod ? await call(await compensated()) : undefined;
  send('message.thrown', { name, key, ttl, payload });
}

/** What is wrong with a message, as far as it can be seen before it is sent. */
export function messageMistakes(node: string, { name, ttl }: MessageToSend): string[] {
  return [
    ...nameMistakes(node, name),
    ...(ttl !== undefined && parseDuration(ttl) === undefined
      ? [`'${node}' has the ttl ${JSON.stringify(ttl)}: expected a duration such as '1d'`]
      : []),
  ];
}
