import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';

/** Options of {@link SplitFirst}. */
export interface SplitFirstOptions<N extends string = string> extends CommonNodeOptions {
  /** Offered together: people's tasks, timers, messages, signals, jobs. */
  readonly branches: readonly N[];
  /** What decides: the first of these tasks to be completed (the default), or to be started or taken by a person. */
  readonly on?: 'complete' | 'start';
}

const splitFirst = defineNode<SplitFirstOptions>({
  name: 'SPLIT_FIRST',
  category: 'gateway',
  drawing: { outline: 'diamond', marker: 'event-based' },
  bpmn: { type: 'bpmn:EventBasedGateway' },
  scope: 'races',
  edges: ({ branches }) => branches.map((to) => ({ to, role: 'branch' }) as const),
  mistakes: ({ name, options }) =>
    options.branches.length < 2
      ? [`'${name}' has ${options.branches.length} branches: expected at least two`]
      : [],
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry'],
  decidesOn: ({ options }) => options.on ?? 'complete',
  exits: ({ options }) => options.branches.map((to) => ({ to, branch: true })),
});

/**
 * Offers several ways and takes the one that happens first: when the first task of a branch is completed (or, as
 * declared, started by a person), the others are withdrawn in the same transaction. BPMN: event-based gateway.
 * Workflow pattern 16, deferred choice.
 *
 * @example
 * \@SplitFirst({ branches: ['answered', 'threeDaysPassed'] }) whatever!: FlowNode;
 * \@Receive({ next: 'read' }) answered!: FlowNode;
 * \@Timer({ after: '3d', next: 'remind' }) threeDaysPassed!: FlowNode;
 */
export function SplitFirst<const N extends string>(
  options: SplitFirstOptions<N>,
): NodeDecorator<N, (activation: never) => unknown, '@SplitFirst takes its branches in options'> {
  return splitFirst(options);
}
