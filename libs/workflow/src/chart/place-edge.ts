import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Box, PlacedEdge, Point, TextBox } from '../definition/flow-layout.js';
import type { Graph, GraphEdge } from '../definition/node-kind.js';
import { xmlText } from '../definition/xml-text.js';
import { atStart, edgeTitle, inTheMiddle, labelledAtStart, underLoop } from './edge-labels.js';
import type { ElkInput } from './elk-graph.js';

/** An edge on the way the layout engine found for it. */
export function placeEdge(
  edge: GraphEdge,
  id: string,
  { way, source }: { way?: ElkExtendedEdge; source?: ElkNode },
  graph: Graph,
  input: ElkInput,
): PlacedEdge {
  const section = way?.sections?.[0];
  const points = section ? whole([section.startPoint, ...(section.bendPoints ?? []), section.endPoint]) : [];
  const label = labelOf(edge, points, way, graph, input);
  const title = edgeTitle(edge);
  return {
    id,
    from: edge.from,
    to: edge.to,
    role: edge.role,
    points,
    ...(title === undefined ? {} : { title: xmlText(title) }),
    ...(label ? { label } : {}),
    ...(edge.role === 'boundary' ? { boundary: boundaryOf(edge, source, graph, input) } : {}),
  };
}

/** In whole pixels; what was level stays level, since it is rounded alike. */
function whole(points: readonly Point[]): Point[] {
  const rounded = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  return rounded.filter((point, index) => {
    const before = rounded[index - 1];
    return !before || before.x !== point.x || before.y !== point.y;
  });
}

function labelOf(
  edge: GraphEdge,
  points: readonly Point[],
  way: ElkExtendedEdge | undefined,
  graph: Graph,
  { edgeLabels, ports }: ElkInput,
): TextBox | undefined {
  const text = edgeLabels.get(edge);
  const [start] = points;
  const port = ports.source(edge);
  if (!text || !start || !port) return undefined;
  if (labelledAtStart(edge, graph, ports)) return atStart(start, port.side, text);
  if (edge.from === edge.to) return underLoop(points, text);
  const room = way?.labels?.[0];
  const { x = 0, y = 0, width = 0, height = 0 } = room ?? {};
  return inTheMiddle(points, room && { x, y, width, height }, text);
}

function boundaryOf(
  edge: GraphEdge,
  source: ElkNode | undefined,
  graph: Graph,
  { ports }: ElkInput,
): NonNullable<PlacedEdge['boundary']> {
  const port = ports.source(edge);
  const box: Box = {
    x: Math.round((source?.x ?? 0) + (port?.x ?? 0)),
    y: Math.round((source?.y ?? 0) + (port?.y ?? 0)),
    width: port?.size ?? 0,
    height: port?.size ?? 0,
  };
  const index = graph
    .edgesFrom(edge.from)
    .filter(({ role }) => role === 'boundary')
    .indexOf(edge);
  const name = graph.boundariesOf(edge.from)[index]?.name;
  return { ...box, ...(name === undefined ? {} : { name }), ...edge.event };
}
