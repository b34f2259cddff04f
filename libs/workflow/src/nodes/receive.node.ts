import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { formMistakes, type FormClass, type FormOption } from '../runtime/forms.js';
import { takeForm } from './people.js';
import { compensations, type CompensationOptions } from './boundaries/compensation.boundary.js';
import { errorCatches, type ErrorOptions } from './boundaries/error.boundary.js';
import { meanwhiles, type MeanwhileOptions } from './boundaries/meanwhile.boundary.js';
import { timeouts, type TimeoutOptions } from './boundaries/timeout.boundary.js';

/** Options of {@link Receive}. */
export interface ReceiveOptions<N extends string = string, B extends string = string>
  extends CommonNodeOptions, CompensationOptions<B>, ErrorOptions<B>, TimeoutOptions<B>, MeanwhileOptions<B> {
  readonly next: N;
  /** What the payload must be: a class-validator class. Default: anything. */
  readonly form?: FormClass;
  /** Called once when the task is made, inside the transaction. */
  readonly onCreate?: (activation: never) => unknown;
  /** Called when the task is undone, inside the transaction. */
  readonly onUndo?: (activation: never) => unknown;
}

const receive = defineNode<ReceiveOptions>({
  name: 'RECEIVE',
  category: 'task',
  drawing: { outline: 'rounded', marker: 'message' },
  bpmn: { type: 'bpmn:ReceiveTask' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  boundaries: (options) => [
    ...timeouts(options),
    ...errorCatches(options),
    ...compensations(options),
    ...meanwhiles(options),
  ],
  mistakes: formMistakes,
  waits: true,
  transitions: ['execute', 'cancel', 'undo', 'revive', 'retry', 'skip'],
  create: async ({ activation, options }) => {
    await options.onCreate?.(activation as never);
  },
  run: (step, input) => takeForm(step, input, step.options.form),
  exits: ({ options }) => [{ to: options.next }],
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * The process waits here until the application's code calls `flow.receive('member', { processId }, payload)`. The
 * method gets (activation, payload); its result is returned to the caller, and when it throws the task still waits.
 * BPMN: receive task.
 *
 * @example
 * \@Receive({ next: 'ship' })
 * paid({ process }: Activation<Order>, payment: Payment) { process.data.paidAt = payment.date; }
 */
export function Receive<const N extends string, const B extends string = never, Form extends object = never>(
  options: ReceiveOptions<N, B> & FormOption<Form>,
): NodeDecorator<
  N | B,
  (activation: never, payload: Form) => unknown,
  '@Receive must be on a method that takes (activation, payload), of the form its decorator names'
> {
  return receive(options);
}
