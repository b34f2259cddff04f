import { drawingOf } from '../definition/appearance.js';
import type { Box, Point, TextBox } from '../definition/flow-layout.js';
import type { Graph, GraphEdge } from '../definition/node-kind.js';
import { OUTLINES } from './outlines.js';
import type { Ports, Side } from './ports.js';
import type { TextBlock } from './text-block.js';

/** Between a label and its line, in pixels. */
const GAP = 5;

/** What an edge says. */
export function edgeTitle({ label, multiple }: GraphEdge): string | undefined {
  return label ?? (multiple ? 'for each' : undefined);
}

/**
 * Whether an edge is labelled where it begins, as the ways out of a gateway are: only where no other edge begins at
 * the same corner. Others are labelled in their middle.
 */
export function labelledAtStart(edge: GraphEdge, graph: Graph, ports: Ports): boolean {
  const node = graph.find(edge.from);
  const corner = ports.source(edge);
  if (!node || !corner || edge.role === 'boundary' || edge.from === edge.to) return false;
  if (!OUTLINES[drawingOf(node).outline].corners) return false;
  return !graph
    .edgesFrom(edge.from)
    .some((other) => other !== edge && ports.source(other)?.side === corner.side);
}

/** Beside the beginning of an edge: above a line to the right, right of a line up or down. */
export function atStart({ x, y }: Point, side: Side, { lines, width, height }: TextBlock): TextBox {
  const place = {
    EAST: { x: x + GAP, y: y - height - 4 },
    WEST: { x: x - GAP - width, y: y - height - 4 },
    SOUTH: { x: x + GAP + 1, y: y + 3 },
    // Higher, since the label of a way to the right may be two lines high.
    NORTH: { x: x + GAP + 1, y: y - 10 - height },
  }[side];
  return { lines, ...place, width, height };
}

/** Under a loop from a node to itself. */
export function underLoop(points: readonly Point[], { lines, width, height }: TextBlock): TextBox {
  const [left, right] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const lowest = Math.max(...points.map(({ y }) => y));
  return { lines, x: Math.round((left + right - width) / 2), y: lowest + 2, width, height };
}

/** Where the layout left room for it; on the longest level piece of the edge when that is not beside the edge. */
export function inTheMiddle(points: readonly Point[], room: Box | undefined, text: TextBlock): TextBox {
  const { lines, width, height } = text;
  if (room && segments(points).some((segment) => touches(segment, room))) {
    const x = Math.round(room.x + (room.width - width) / 2);
    return { lines, x, y: Math.round(room.y + (room.height - height) / 2), width, height };
  }
  const level = segments(points).sort((a, b) => b.width - a.width)[0] ?? { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.round(level.x + (level.width - width) / 2);
  return { lines, x, y: level.y - height - 2, width, height };
}

function segments(points: readonly Point[]): Box[] {
  return points.slice(1).map((end, index) => {
    const start = points[index] ?? end;
    return {
      x: Math.min(start.x, end.x),
      y: Math.min(start.y, end.y),
      width: Math.abs(end.x - start.x),
      height: Math.abs(end.y - start.y),
    };
  });
}

function touches(segment: Box, room: Box): boolean {
  const reach = 8;
  return (
    segment.x <= room.x + room.width + reach &&
    room.x <= segment.x + segment.width + reach &&
    segment.y <= room.y + room.height + reach &&
    room.y <= segment.y + segment.height + reach
  );
}
