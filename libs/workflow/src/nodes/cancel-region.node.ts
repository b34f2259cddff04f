import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';

/** Options of {@link CancelRegion}. */
export interface CancelRegionOptions<
  N extends string = string,
  R extends string = string,
> extends CommonNodeOptions {
  readonly next: N;
  /** The nodes whose waiting tasks are withdrawn; they need not be connected. A join loses what has arrived at it. */
  readonly nodes: readonly R[];
}

const cancelRegion = defineNode<CancelRegionOptions>({
  name: 'CANCEL_REGION',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'cancel-throw' },
  bpmn: { type: 'bpmn:IntermediateThrowEvent' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes({ name, options }, graph) {
    if (options.nodes.length === 0) return [`'${name}' cancels nothing: expected at least one of 'nodes'`];
    return options.nodes.flatMap((member) => {
      const node = graph.find(member);
      if (!node) return [`'${name}' cancels '${member}', which is not a node of this flow`];
      if (node.kind.scope !== 'opens' && node.kind.scope !== 'races') return [];
      return [`'${name}' cancels '${member}', which waits for nothing: expected the tasks of its branches`];
    });
  },
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run: ({ node, call }) => (node.hasMethod ? call() : undefined),
  withdraws: ({ options }) => options.nodes,
  exits: ({ options }) => [{ to: options.next }],
});

/**
 * Withdraws what waits or has failed at these nodes, in the whole process, and goes on. Their tokens are gone: joins
 * do not wait for them any more. What is done stays done. A method is called first. BPMN has no event for it; it is
 * exported as a throw event without a trigger. Workflow patterns 25 (cancel region) and, when it names the task and the
 * join of a split over items, 26 (cancel multiple instance task).
 *
 * @example
 * \@Receive({ next: 'recall' }) recalled!: FlowNode;
 * \@CancelRegion({ nodes: ['pack', 'label'], next: 'putBack' }) recall!: FlowNode;
 */
export function CancelRegion<const N extends string, const R extends string>(
  options: CancelRegionOptions<N, R>,
): NodeDecorator<N | R, (activation: never) => unknown, '@CancelRegion method takes (activation)'> {
  return cancelRegion(options);
}
