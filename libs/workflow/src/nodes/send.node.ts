import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { compensations, type CompensationOptions } from './boundaries/compensation.boundary.js';
import { errorCatches, type ErrorOptions } from './boundaries/error.boundary.js';
import { messageMistakes, sendMessage, type MessageToSend } from './sending.js';

/** Options of {@link Send}. */
export interface SendOptions<N extends string = string, B extends string = string>
  extends CommonNodeOptions, MessageToSend, CompensationOptions<B>, ErrorOptions<B> {
  /** Left out of one that another task's `compensateWith` names. */
  readonly next?: N;
  /** Called when the task is undone, inside the transaction: the message is not called back. */
  readonly onUndo?: (activation: never) => unknown;
}

const send = defineNode<SendOptions>({
  name: 'SEND',
  category: 'task',
  drawing: { outline: 'rounded', marker: 'send' },
  bpmn: { type: 'bpmn:SendTask' },
  edges: ({ next }) => (next === undefined ? [] : [{ to: next, role: 'next' }]),
  boundaries: (options) => [...errorCatches(options), ...compensations(options)],
  mistakes: ({ name, options }) => messageMistakes(name, options),
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run: (step) => sendMessage(step),
  exits: ({ options: { next } }) => (next === undefined ? [] : [{ to: next }]),
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * Sends a message to another process as a piece of work: its method composes the payload at once, in the transaction,
 * and may fail like any other work (`onError`); the message leaves after the commit, at least once, and acts once.
 * Where there is nothing to compose, a `@MessageThrow` says the same more briefly. BPMN: send task.
 *
 * @example
 * \@Send({ name: 'order', key: ({ process }: Activation<Order>) => process.data.supplier, ttl: '1d', next: 'await' })
 * order({ process }: Activation<Order>) { return { lines: process.data.lines }; }
 */
export function Send<const N extends string = never, const B extends string = never>(
  options: SendOptions<N, B>,
): NodeDecorator<
  N | B,
  (activation: never, compensated: never) => unknown,
  '@Send method takes (activation), or (activation, compensated)'
> {
  return send(options);
}
