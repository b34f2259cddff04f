import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';

/** Options of {@link TerminateEnd}. */
export interface TerminateEndOptions extends CommonNodeOptions {
  /** Called when the end is undone and the process runs again. */
  readonly onUndo?: (activation: never) => unknown;
}

const terminateEnd = defineNode<TerminateEndOptions>({
  name: 'TERMINATE_END',
  category: 'end',
  drawing: { outline: 'thick-circle', marker: 'terminate' },
  bpmn: { type: 'bpmn:EndEvent', eventDefinition: 'bpmn:TerminateEventDefinition' },
  detached: true,
  edges: () => [],
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run: ({ node, call }) => (node.hasMethod ? call() : undefined),
  exits: () => [],
  terminates: () => ({ status: 'DONE' }),
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * Ends the whole process, successfully: everything else that lives in it is withdrawn, whatever its status.
 * BPMN: terminate end event. Workflow pattern 43, explicit termination.
 *
 * @example
 * \@TerminateEnd() withdrawn!: FlowNode;
 */
export function TerminateEnd(
  options: TerminateEndOptions = {},
): NodeDecorator<never, (activation: never) => unknown, '@TerminateEnd method takes (activation)'> {
  return terminateEnd(options);
}
