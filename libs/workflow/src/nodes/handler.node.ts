import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { errorCatches, type ErrorOptions } from './boundaries/error.boundary.js';

/** Options of {@link Handler}. */
export interface HandlerOptions<N extends string = string, B extends string = string>
  extends CommonNodeOptions, ErrorOptions<B> {
  readonly next: N;
  /** Called when the task is undone, inside the transaction. */
  readonly onUndo?: (activation: never) => unknown;
}

const handler = defineNode<HandlerOptions>({
  name: 'HANDLER',
  category: 'task',
  drawing: { outline: 'rounded', marker: 'code' },
  bpmn: { type: 'bpmn:ScriptTask' },
  needsMethod: true,
  edges: ({ next }) => [{ to: next, role: 'next' }],
  boundaries: (options) => errorCatches(options),
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run: ({ call }) => call(),
  exits: ({ options }) => [{ to: options.next }],
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * Code runs here at once, in the transaction of whoever brought the process this far; what it throws rolls that
 * transaction back and reaches the caller. For work that takes long or talks to others use `@Job`.
 * BPMN: script task.
 *
 * @example
 * \@Handler({ next: 'notify' })
 * async book({ process, manager }: Activation<Trip>) { await manager.insert(Booking, { trip: process.id }); }
 */
export function Handler<const N extends string, const B extends string = never>(
  options: HandlerOptions<N, B>,
): NodeDecorator<N | B, (activation: never) => unknown, '@Handler method takes (activation)'> {
  return handler(options);
}
