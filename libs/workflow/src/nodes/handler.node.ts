import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { compensations, type CompensationOptions } from './boundaries/compensation.boundary.js';
import { errorCatches, type ErrorOptions } from './boundaries/error.boundary.js';

/** Options of {@link Handler}. */
export interface HandlerOptions<N extends string = string, B extends string = string>
  extends CommonNodeOptions, CompensationOptions<B>, ErrorOptions<B> {
  /** Left out of a handler that another task's `compensateWith` names. */
  readonly next?: N;
  /** Called when the task is undone, inside the transaction. */
  readonly onUndo?: (activation: never) => unknown;
}

const handler = defineNode<HandlerOptions>({
  name: 'HANDLER',
  category: 'task',
  drawing: { outline: 'rounded', marker: 'code' },
  bpmn: { type: 'bpmn:ScriptTask' },
  needsMethod: true,
  edges: ({ next }) => (next === undefined ? [] : [{ to: next, role: 'next' }]),
  boundaries: (options) => [...errorCatches(options), ...compensations(options)],
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run: async (step) => (step.options.next === undefined ? step.call(await step.compensated()) : step.call()),
  exits: ({ options: { next } }) => (next === undefined ? [] : [{ to: next }]),
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * Code runs here at once, in the transaction of whoever brought the process this far; what it throws rolls that
 * transaction back and reaches the caller. For work that takes long or talks to others use `@Job`.
 *
 * A handler without `next` takes back what other tasks have done: they name it in `compensateWith`. Its method gets
 * (activation, compensated), the task it takes back.
 *
 * BPMN: script task.
 *
 * @example
 * \@Handler({ next: 'notify' })
 * async book({ process, manager }: Activation<Trip>) { await manager.insert(Booking, { trip: process.id }); }
 */
export function Handler<const N extends string = never, const B extends string = never>(
  options: HandlerOptions<N, B> = {},
): NodeDecorator<
  N | B,
  (activation: never, compensated: never) => unknown,
  '@Handler method takes (activation), or (activation, compensated)'
> {
  return handler(options);
}
