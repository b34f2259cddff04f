import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';

/** Options of {@link EscalationThrow}. */
export interface EscalationThrowOptions<N extends string = string> extends CommonNodeOptions {
  readonly next: N;
  /** What is escalated; the parent's `onEscalation` picks by it. */
  readonly code: string;
}

const escalationThrow = defineNode<EscalationThrowOptions>({
  name: 'ESCALATION_THROW',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'escalation-throw' },
  bpmn: { type: 'bpmn:IntermediateThrowEvent', eventDefinition: 'bpmn:EscalationEventDefinition' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes: ({ name, options }) =>
    typeof options.code === 'string' && options.code !== ''
      ? []
      : [`'${name}' has no code: expected a non-empty string`],
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run({ activation: { process }, options, send }) {
    if (process.parentTaskId === null) return;
    send('escalation.thrown', { parentTaskId: process.parentTaskId, code: options.code });
  },
  exits: ({ options }) => [{ to: options.next }],
});

/**
 * Tells the parent process that something needs attention, and goes on: the `onEscalation` of the parent's subprocess
 * that matches the code begins its path, and interrupts nobody. Without a parent, or without a match, nothing happens.
 * BPMN: escalation intermediate throw event.
 *
 * @example
 * \@EscalationThrow({ code: 'LATE', next: 'goOn' }) late!: FlowNode;
 */
export function EscalationThrow<const N extends string>(
  options: EscalationThrowOptions<N>,
): NodeDecorator<N, (activation: never) => unknown, '@EscalationThrow takes no method'> {
  return escalationThrow(options);
}
