import type { ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';
import { drawingOf } from '../definition/appearance.js';
import type { Graph, GraphEdge, GraphNode } from '../definition/node-kind.js';
import { backEdges } from './back-edges.js';
import { edgeTitle, labelledAtStart } from './edge-labels.js';
import { CROSSED, FORWARD, START, WHOLE } from './elk-options.js';
import { OUTLINES } from './outlines.js';
import { placePorts, type Port, type Ports } from './ports.js';
import { readingOrder } from './reading-order.js';
import { CAPTION_TEXT, EDGE_TEXT, TASK_TEXT, textBlock, type TextBlock } from './text-block.js';

/** Room around captions and edge labels, in pixels, on each side. */
const MARGIN = 4;

/** A graph as the layout engine takes it, and what is needed to read its answer. */
export interface ElkInput {
  /** Nodes by name, edges by their place in the graph's list. */
  readonly elk: ElkNode;
  /** Nodes without any edge, kept for tasks of the past: they stand apart. */
  readonly apart: readonly GraphNode[];
  readonly captions: ReadonlyMap<string, TextBlock>;
  readonly edgeLabels: ReadonlyMap<GraphEdge, TextBlock>;
  readonly ports: Ports;
}

/** Translates a flow's graph for the layout engine: sizes, ports, labels and what is to be kept in order. */
export function elkGraph(graph: Graph, upwards?: ReadonlySet<GraphEdge>): ElkInput {
  const back = backEdges(graph);
  const ports = placePorts(graph, back, upwards);
  const captions = new Map(graph.nodes.map((node) => [node.name, captionOf(node)]));
  const edgeLabels = new Map(
    graph.edges.flatMap((edge) => {
      const title = edgeTitle(edge);
      return title === undefined ? [] : [[edge, textBlock(title, EDGE_TEXT)] as const];
    }),
  );
  const joined = new Set(graph.edges.flatMap(({ from, to }) => [from, to]));
  const order = readingOrder(graph, back).filter(({ name }) => joined.has(name));
  const elkEdge = (edge: GraphEdge): ElkExtendedEdge => ({
    id: String(graph.edges.indexOf(edge)),
    sources: [ports.source(edge)?.id ?? ''],
    targets: [ports.target(edge)?.id ?? ''],
    labels: roomForLabel(edgeLabels.get(edge), labelledAtStart(edge, graph, ports)),
    layoutOptions: back.has(edge) ? {} : FORWARD,
  });
  return {
    elk: {
      id: 'flow',
      layoutOptions: WHOLE,
      children: order.map((node) => elkNode(node, ports.of(node.name), captions.get(node.name))),
      edges: order.flatMap(({ name }) => graph.edgesFrom(name)).map(elkEdge),
    },
    apart: graph.nodes.filter(({ name }) => !joined.has(name)),
    captions,
    edgeLabels,
    ports,
  };
}

function captionOf(node: GraphNode): TextBlock {
  const { title } = OUTLINES[drawingOf(node).outline];
  return textBlock(node.title, title === 'inside' ? TASK_TEXT : CAPTION_TEXT);
}

function roomForLabel(label: TextBlock | undefined, atStart: boolean): ElkExtendedEdge['labels'] {
  if (!label) return [];
  const layoutOptions: LayoutOptions = atStart ? { 'elk.edgeLabels.placement': 'TAIL' } : {};
  return [{ text: 'label', width: label.width + 2 * MARGIN, height: label.height + 2, layoutOptions }];
}

function elkNode(node: GraphNode, ports: readonly Port[], caption?: TextBlock): ElkNode {
  const { width, height, title } = OUTLINES[drawingOf(node).outline];
  const room =
    title === 'inside' || !caption || caption.lines.length === 0
      ? []
      : [
          {
            text: 'caption',
            width: (caption.width + 2 * MARGIN) * (captionIsCrossed(node, ports) ? CROSSED : 1),
            height: caption.height + MARGIN,
          },
        ];
  return {
    id: node.name,
    width,
    height,
    ports: ports.map(elkPort),
    labels: room,
    layoutOptions: {
      'elk.portConstraints': 'FIXED_POS',
      'elk.nodeLabels.placement': `OUTSIDE H_CENTER ${title === 'above' ? 'V_TOP' : 'V_BOTTOM'}`,
      ...(node.kind.category === 'start' ? START : {}),
    },
  };
}

/** An edge meets the node where its caption stands: the caption takes the left half of twice the room. */
export function captionIsCrossed(node: GraphNode, ports: readonly Port[]): boolean {
  const { title } = OUTLINES[drawingOf(node).outline];
  return ports.some(({ side }) => side === (title === 'above' ? 'NORTH' : 'SOUTH'));
}

function elkPort({ id, side, x, y, size }: Port): NonNullable<ElkNode['ports']>[number] {
  const offset: LayoutOptions = size > 0 ? { 'elk.port.borderOffset': String(-size / 2) } : {};
  return { id, x, y, width: size, height: size, layoutOptions: { 'elk.port.side': side, ...offset } };
}
