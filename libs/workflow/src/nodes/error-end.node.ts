import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';

/** Options of {@link ErrorEnd}. */
export interface ErrorEndOptions extends CommonNodeOptions {
  /** Why the process failed, for code: stored in the history and handed to a parent process. */
  readonly code: string;
  /** Called when the end is undone and the process runs again. */
  readonly onUndo?: (activation: never) => unknown;
}

const errorEnd = defineNode<ErrorEndOptions>({
  name: 'ERROR_END',
  category: 'end',
  drawing: { outline: 'thick-circle', marker: 'error' },
  bpmn: { type: 'bpmn:EndEvent', eventDefinition: 'bpmn:ErrorEventDefinition' },
  variant: ({ code }) => ({ bpmn: { subject: code } }),
  detached: true,
  edges: () => [],
  mistakes: ({ name, options }) =>
    typeof options.code === 'string' && options.code !== ''
      ? []
      : [`'${name}' has no code: expected a non-empty string`],
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run: ({ node, call }) => (node.hasMethod ? call() : undefined),
  exits: () => [],
  terminates: ({ options, node }) => ({ status: 'FAILED', code: options.code, message: node.title }),
  undone: ({ activation, options }) => options.onUndo?.(activation as never),
});

/**
 * Ends the whole process as FAILED, with a code: everything else that lives in it is withdrawn. BPMN: error end event.
 *
 * @example
 * \@ErrorEnd({ code: 'OUT_OF_STOCK' }) outOfStock!: FlowNode;
 */
export function ErrorEnd(
  options: ErrorEndOptions,
): NodeDecorator<never, (activation: never) => unknown, '@ErrorEnd method takes (activation)'> {
  return errorEnd(options);
}
