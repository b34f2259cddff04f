import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { PEOPLES_TRANSITIONS, dueMistakes, preparePeoplesTask, type PeoplesTaskOptions } from './people.js';
import { sectionMistakes, sectionOf, type ExclusiveOptions } from './exclusive.js';
import { compensations, type CompensationOptions } from './boundaries/compensation.boundary.js';
import { errorCatches, type ErrorOptions } from './boundaries/error.boundary.js';
import { meanwhiles, type MeanwhileOptions } from './boundaries/meanwhile.boundary.js';
import { timeouts, type TimeoutOptions } from './boundaries/timeout.boundary.js';

/** Options of {@link ManualTask}. */
export interface ManualTaskOptions<N extends string = string, B extends string = string>
  extends
    PeoplesTaskOptions,
    CompensationOptions<B>,
    ErrorOptions<B>,
    TimeoutOptions<B>,
    MeanwhileOptions<B>,
    ExclusiveOptions<B> {
  readonly next: N;
}

const manualTask = defineNode<ManualTaskOptions>({
  name: 'MANUAL_TASK',
  category: 'task',
  drawing: { outline: 'rounded', marker: 'hand' },
  bpmn: { type: 'bpmn:ManualTask' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  boundaries: (options) => [
    ...timeouts(options),
    ...errorCatches(options),
    ...compensations(options),
    ...meanwhiles(options),
  ],
  mistakes: (node, graph) => [...sectionMistakes(node, graph), ...dueMistakes(node)],
  waits: true,
  worker: 'person',
  transitions: PEOPLES_TRANSITIONS.filter((name) => name !== 'saveDraft'),
  create: preparePeoplesTask,
  section: ({ options }) => sectionOf(options),
  skippable: ({ options }) => options.skippable === true,
  run: ({ node, call }) => (node.hasMethod ? call() : undefined),
  exits: ({ options }) => [{ to: options.next }],
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * A person does something away from the application and confirms it done: assigned like a {@link View}, but without
 * a form. A method is called when it is confirmed. BPMN: manual task.
 *
 * @example
 * \@ManualTask({ permission: 'warehouse.pack', next: 'ship' }) pack!: FlowNode;
 */
export function ManualTask<const N extends string, const B extends string = never>(
  options: ManualTaskOptions<N, B>,
): NodeDecorator<N | B, (activation: never) => unknown, '@ManualTask method takes (activation)'> {
  return manualTask(options);
}
