import type { BpmnElement, GraphNode, NodeDrawing } from './node-kind.js';

/** How this very node is drawn: as its kind says, and as its options change that. */
export function drawingOf({ kind, options }: GraphNode): NodeDrawing {
  return { ...kind.drawing, ...kind.variant?.(options).drawing };
}

/** The BPMN 2.0 element this very node is exported as. */
export function bpmnOf({ kind, options }: GraphNode): BpmnElement {
  return { ...kind.bpmn, ...kind.variant?.(options).bpmn };
}
