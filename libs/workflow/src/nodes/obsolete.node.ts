import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';

const obsolete = defineNode<CommonNodeOptions>({
  name: 'OBSOLETE',
  category: 'obsolete',
  drawing: { outline: 'rounded', marker: 'obsolete' },
  bpmn: { type: 'bpmn:Task' },
  detached: true,
  edges: () => [],
  waits: true,
  transitions: ['cancel'],
  exits: () => [],
});

/**
 * Keeps the tasks of a node that was removed from the flow: they can be seen, and a manager can cancel those that
 * still wait, so that their processes can end. Nothing leads here.
 *
 * @example
 * \@Obsolete({ was: ['faxApproval'] }) oldApproval!: FlowNode;
 */
export function Obsolete(
  options: CommonNodeOptions = {},
): NodeDecorator<never, (activation: never) => unknown, '@Obsolete takes no method'> {
  return obsolete(options);
}
