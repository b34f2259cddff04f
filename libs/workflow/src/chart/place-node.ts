import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { drawingOf } from '../definition/appearance.js';
import type { Box, PlacedNode, Point, TextBox } from '../definition/flow-layout.js';
import type { GraphNode } from '../definition/node-kind.js';
import { xmlText } from '../definition/xml-text.js';
import { captionIsCrossed, type ElkInput } from './elk-graph.js';
import { ICON_COLUMN, OUTLINES } from './outlines.js';
import type { TextBlock } from './text-block.js';

/** A node where the layout engine put it, with its title in it or beside it. */
export function placeNode(node: GraphNode, placed: ElkNode, { captions, ports }: ElkInput): PlacedNode {
  const drawing = drawingOf(node);
  const { width, height, title } = OUTLINES[drawing.outline];
  const box: Box = { x: Math.round(placed.x ?? 0), y: Math.round(placed.y ?? 0), width, height };
  const caption = captions.get(node.name) ?? { lines: [], width: 0, height: 0 };
  return {
    name: node.name,
    title: xmlText(node.title),
    ...(node.options.description === undefined ? {} : { description: xmlText(node.options.description) }),
    kind: node.kind.name,
    category: node.kind.category,
    drawing,
    ...box,
    label:
      title === 'inside'
        ? inside(box, caption, drawing.marker === undefined ? 0 : ICON_COLUMN)
        : beside(box, placed, caption, captionIsCrossed(node, ports.of(node.name))),
  };
}

function inside(node: Box, { lines, width, height }: TextBlock, column: number): TextBox {
  const x = column > 0 ? node.x + column : node.x + Math.round((node.width - width) / 2);
  return { lines, x, y: node.y + Math.round((node.height - height) / 2), width, height };
}

function beside(
  node: Point,
  placed: ElkNode,
  { lines, width, height }: TextBlock,
  crossed: boolean,
): TextBox {
  const room = placed.labels?.[0];
  const [roomWidth, roomHeight] = [room?.width ?? 0, room?.height ?? 0];
  const half = crossed ? roomWidth / 2 : roomWidth;
  return {
    lines,
    x: Math.round(node.x + (room?.x ?? 0) + (crossed ? half - width - 6 : (half - width) / 2)),
    y: Math.round(node.y + (room?.y ?? 0) + (roomHeight - height) / 2),
    width,
    height,
  };
}
