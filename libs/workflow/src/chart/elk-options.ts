import type { LayoutOptions } from 'elkjs/lib/elk-api.js';

/** How much more room a caption gets that an edge runs through. */
export const CROSSED = 2;

/** Start nodes stand leftmost. */
export const START: LayoutOptions = { 'elk.layered.layering.layerConstraint': 'FIRST' };

/** Edges that lead onwards are kept straight rather than those that lead back. */
export const FORWARD: LayoutOptions = {
  'elk.layered.priority.straightness': '10',
  'elk.layered.priority.direction': '10',
};

/** Layers from left to right, in the order people wrote them; what that order says of loops decides what is "back". */
export const WHOLE: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.randomSeed': '1',
  'elk.padding': '[top=24,left=24,bottom=24,right=24]',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.considerModelOrder.longEdgeStrategy': 'DUMMY_NODE_UNDER',
  'elk.layered.considerModelOrder.crossingCounterNodeInfluence': '0.01',
  'elk.layered.considerModelOrder.crossingCounterPortInfluence': '0.01',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.edgeLabels.sideSelection': 'ALWAYS_UP',
  'elk.layered.spacing.nodeNodeBetweenLayers': '44',
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '20',
  'elk.spacing.edgeEdge': '16',
  'elk.spacing.edgeLabel': '2',
  'elk.spacing.labelNode': '4',
};

/** A row should be about this wide, in pixels: what a page shows without turning the text into dust. */
const ROW = 2200;

/** Breaks a long flow into rows, only where a single edge joins two parts: loops and branches stay in one piece. */
export function inRows(width: number, height: number): LayoutOptions {
  const rows = Math.ceil(width / ROW);
  return {
    'elk.layered.wrapping.strategy': 'SINGLE_EDGE',
    'elk.aspectRatio': (ROW / (rows * height)).toFixed(2),
  };
}

/** Whether a diagram is so long that it is better broken into rows. */
export function tooLong(width: number, height: number): boolean {
  return width > 1.5 * ROW && width > 4 * height;
}
