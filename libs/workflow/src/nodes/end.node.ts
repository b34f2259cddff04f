import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';

/** Options of {@link End}. */
export interface EndOptions extends CommonNodeOptions {
  /** Called when the end is undone and the process runs again. */
  readonly onUndo?: (activation: never) => unknown;
}

const end = defineNode<EndOptions>({
  name: 'END',
  category: 'end',
  drawing: { outline: 'thick-circle' },
  bpmn: { type: 'bpmn:EndEvent' },
  detached: true,
  edges: () => [],
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run: ({ node, call }) => (node.hasMethod ? call() : undefined),
  exits: () => [],
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * A path ends here. The process is done when nothing else of it lives. A method is called when the path gets here.
 * BPMN: none end event. Workflow pattern 11, implicit termination.
 *
 * @example
 * \@End({ title: 'Shipped' }) shipped!: FlowNode;
 */
export function End(
  options: EndOptions = {},
): NodeDecorator<never, (activation: never) => unknown, '@End method takes (activation)'> {
  return end(options);
}
