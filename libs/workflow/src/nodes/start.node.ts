import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { formMistakes, type FormClass, type FormOption } from '../runtime/forms.js';
import type { WorkflowUser } from '../runtime/ports/access-policy.js';
import { takeForm } from './people.js';

/** Options of {@link Start}. */
export interface StartOptions<N extends string = string> extends CommonNodeOptions {
  readonly next: N;
  /** What a process is started with: a class-validator class. */
  readonly form?: FormClass;
  /** The right it takes to start. Default: any signed-in user may. */
  readonly permission?: string;
  /** Which of those users may start: none else sees it enabled. */
  readonly available?: (user: WorkflowUser) => boolean | Promise<boolean>;
  /** Called when the start is undone, inside the transaction that cancels the process. */
  readonly onUndo?: (activation: never) => unknown;
}

const start = defineNode<StartOptions>({
  name: 'START',
  category: 'start',
  drawing: { outline: 'circle' },
  bpmn: { type: 'bpmn:StartEvent' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes: formMistakes,
  waits: false,
  worker: 'person',
  transitions: ['undo', 'revive'],
  form: ({ options }) => options.form,
  async admission({ name, options }, user, holds) {
    if (options.permission !== undefined && !(await holds(options.permission))) {
      return `Expected a holder of '${options.permission}' to start at '${name}', but '${user.id}' is none.`;
    }
    if (options.available && !(await options.available(user))) {
      return `Expected a user whom '${name}' is available to, but it is not to '${user.id}'.`;
    }
    return undefined;
  },
  create({ activation: { task, user, now }, options }) {
    task.permission = options.permission ?? null;
    task.owner = user?.id ?? null;
    task.assignedAt = user ? now : null;
  },
  run: (step, input) => takeForm(step, input, step.options.form),
  exits: ({ options }) => [{ to: options.next }],
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * A person starts a process here, with a form. Without a method the validated form is copied into the process data;
 * with a method `(activation, form)`, the method decides what becomes of it. BPMN: none start event.
 *
 * @throws {InputInvalidError} when the form does not fit; nothing is stored.
 *
 * @example
 * \@Start({ form: PickType(Leave, ['from', 'to']), permission: 'leave.ask', next: 'approve' })
 * ask!: FlowNode<Pick<Leave, 'from' | 'to'>>;
 */
export function Start<const N extends string, Form extends object = never>(
  options: StartOptions<N> & FormOption<Form>,
): NodeDecorator<
  N,
  (activation: never, form: Form) => unknown,
  '@Start must be on a method that takes (activation, form), of the form its decorator names'
> {
  return start(options);
}
