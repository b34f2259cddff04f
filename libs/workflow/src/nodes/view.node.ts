import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { formMistakes, type FormClass, type FormOption } from '../runtime/forms.js';
import {
  PEOPLES_TRANSITIONS,
  dueMistakes,
  preparePeoplesTask,
  takeForm,
  type PeoplesTaskOptions,
} from './people.js';
import { sectionMistakes, sectionOf, type ExclusiveOptions } from './exclusive.js';
import { compensations, type CompensationOptions } from './boundaries/compensation.boundary.js';
import { errorCatches, type ErrorOptions } from './boundaries/error.boundary.js';
import { meanwhiles, type MeanwhileOptions } from './boundaries/meanwhile.boundary.js';
import { timeouts, type TimeoutOptions } from './boundaries/timeout.boundary.js';

/** Options of {@link View}. */
export interface ViewOptions<N extends string = string, B extends string = string>
  extends
    PeoplesTaskOptions,
    CompensationOptions<B>,
    ErrorOptions<B>,
    TimeoutOptions<B>,
    MeanwhileOptions<B>,
    ExclusiveOptions<B> {
  readonly next: N;
  /** What the person fills in: a class-validator class. */
  readonly form?: FormClass;
}

const view = defineNode<ViewOptions>({
  name: 'VIEW',
  category: 'task',
  drawing: { outline: 'rounded', marker: 'person' },
  bpmn: { type: 'bpmn:UserTask' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  boundaries: (options) => [
    ...timeouts(options),
    ...errorCatches(options),
    ...compensations(options),
    ...meanwhiles(options),
  ],
  mistakes: (node, graph) => [...sectionMistakes(node, graph), ...formMistakes(node), ...dueMistakes(node)],
  waits: true,
  worker: 'person',
  transitions: PEOPLES_TRANSITIONS,
  form: ({ options }) => options.form,
  create: preparePeoplesTask,
  section: ({ options }) => sectionOf(options),
  skippable: ({ options }) => options.skippable === true,
  run: (step, input) => takeForm(step, input, step.options.form),
  exits: ({ options }) => [{ to: options.next }],
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * A person works here: the task waits in the queue of those who hold its permission, or with whom it is assigned to,
 * until its owner executes it with the form. Without a method the validated form is copied into the process data;
 * with a method `(activation, form)`, the method decides. BPMN: user task.
 *
 * @example
 * \@View({ form: PickType(Leave, ['approved']), permission: 'leave.approve', due: '2d', next: 'checkApproved' })
 * approve!: FlowNode<Pick<Leave, 'approved'>>;
 */
export function View<const N extends string, const B extends string = never, Form extends object = never>(
  options: ViewOptions<N, B> & FormOption<Form>,
): NodeDecorator<
  N | B,
  (activation: never, form: Form) => unknown,
  '@View must be on a method that takes (activation, form), of the form its decorator names'
> {
  return view(options);
}
