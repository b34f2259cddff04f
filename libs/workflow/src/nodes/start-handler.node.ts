import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { formMistakes, type FormClass, type FormOption } from '../runtime/forms.js';
import { takeForm } from './people.js';

/** Options of {@link StartHandler}. */
export interface StartHandlerOptions<N extends string = string> extends CommonNodeOptions {
  readonly next: N;
  /** What the payload must be: a class-validator class. Default: anything. */
  readonly form?: FormClass;
  /** Called when the start is undone, inside the transaction that cancels the process. */
  readonly onUndo?: (activation: never) => unknown;
}

const startHandler = defineNode<StartHandlerOptions>({
  name: 'START_HANDLER',
  category: 'start',
  drawing: { outline: 'circle', marker: 'code' },
  bpmn: { type: 'bpmn:StartEvent' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes: formMistakes,
  waits: false,
  transitions: ['undo', 'revive'],
  run: (step, input) => takeForm(step, input, step.options.form),
  exits: ({ options }) => [{ to: options.next }],
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * Code starts a process here: `flow.start('member', payload)`. The method gets (activation, payload) and its result
 * is returned to the caller. BPMN: none start event.
 *
 * @example
 * \@StartHandler({ next: 'check' })
 * received({ process }: Activation<Claim>, email: Email) { process.data.from = email.from; }
 */
export function StartHandler<const N extends string, Form extends object = never>(
  options: StartHandlerOptions<N> & FormOption<Form>,
): NodeDecorator<
  N,
  (activation: never, payload: Form) => unknown,
  '@StartHandler must be on a method that takes (activation, payload), of the form its decorator names'
> {
  return startHandler(options);
}
