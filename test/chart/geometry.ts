import type { Box, FlowLayout, PlacedEdge, Point } from '../../libs/workflow/src/definition/flow-layout.js';

/** Whether two boxes share more than their borders. */
function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** What stands on a diagram beside lines, by name: nodes, captions and labels of edges. */
export function boxesOf({ nodes, edges }: FlowLayout): { name: string; box: Box }[] {
  return [
    ...nodes.map((node) => ({ name: `node ${node.name}`, box: node })),
    ...nodes
      .filter(({ drawing }) => drawing.outline !== 'rounded')
      .map(({ name, label }) => ({ name: `caption of ${name}`, box: label })),
    ...edges.flatMap(({ id, label }) => (label ? [{ name: `label of ${id}`, box: label }] : [])),
  ];
}

/** The pieces of an edge's line, as boxes as thin as a line. */
export function piecesOf({ points }: PlacedEdge): Box[] {
  return points.slice(1).map((end, index) => {
    const start = points[index] ?? end;
    const [x, y] = [Math.min(start.x, end.x), Math.min(start.y, end.y)];
    return { x, y, width: Math.abs(end.x - start.x), height: Math.abs(end.y - start.y) };
  });
}

/** Whether a line runs through the inside of a box. */
function runsThrough(line: Box, box: Box): boolean {
  const inside = { x: box.x + 2, y: box.y + 2, width: box.width - 4, height: box.height - 4 };
  return overlap({ ...line, width: line.width || 0.1, height: line.height || 0.1 }, inside);
}

/** Whether a point is on the border of a box, up to a pixel. */
export function onBorder({ x, y }: Point, box: Box): boolean {
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const within = x >= box.x - 1 && x <= right + 1 && y >= box.y - 1 && y <= bottom + 1;
  const near = (a: number, b: number) => Math.abs(a - b) <= 1;
  return within && (near(x, box.x) || near(x, right) || near(y, box.y) || near(y, bottom));
}

/** Which nodes, captions and labels overlap, in words. */
export function overlapsIn(layout: FlowLayout): string[] {
  const boxes = boxesOf(layout);
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter((other) => overlap(one.box, other.box))
      .map((other) => `${one.name} overlaps ${other.name}`),
  );
}

/** Which edges run through which nodes, in words. */
export function edgesThroughNodes({ nodes, edges }: FlowLayout): string[] {
  return edges.flatMap((edge) =>
    nodes
      .filter((node) => !(edge.boundary && node.name === edge.from))
      .filter((node) => piecesOf(edge).some((piece) => runsThrough(piece, node)))
      .map((node) => `${edge.id} runs through ${node.name}`),
  );
}
