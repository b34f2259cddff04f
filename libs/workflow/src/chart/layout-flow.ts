import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { FlowLayout, PlacedNode } from '../definition/flow-layout.js';
import type { Graph, GraphEdge, GraphNode } from '../definition/node-kind.js';
import { xmlText } from '../definition/xml-text.js';
import { elkGraph, type ElkInput } from './elk-graph.js';
import { inRows, tooLong } from './elk-options.js';
import { layoutEngine } from './elk.js';
import { OUTLINES } from './outlines.js';
import { placeEdge } from './place-edge.js';
import { placeNode } from './place-node.js';

const PADDING = 24;

/**
 * Lays out a flow as a diagram, the same every time. It keeps one core busy for some 50 ms, and for half a second
 * when there are a hundred nodes: `chartLayout` remembers the result.
 *
 * @throws {ConfigurationError} when `elkjs` is not installed.
 */
export async function layoutFlow(flow: CompiledFlow): Promise<FlowLayout> {
  const { graph, options } = flow;
  const { input, placed } = await layOut(graph);
  const boxes = new Map((placed.children ?? []).map((child) => [child.id, child]));
  const ways = new Map((placed.edges ?? []).map((way) => [way.id, way]));
  const apart = rowBelow(input.apart, placed);
  const nodes = graph.nodes.map((node) =>
    placeNode(node, boxes.get(node.name) ?? apart.get(node.name) ?? { id: node.name }, input),
  );
  const ids = edgeIds(graph.edges);
  const edges = graph.edges.map((edge, index) =>
    placeEdge(
      edge,
      ids[index] ?? '',
      { way: ways.get(String(index)), source: boxes.get(edge.from) },
      graph,
      input,
    ),
  );
  return {
    flow: flow.name,
    title: xmlText(flow.title),
    ...(options.description === undefined ? {} : { description: xmlText(options.description) }),
    hash: flow.hash,
    width: Math.max(Math.ceil(placed.width ?? 0), ...nodes.map(rightEnd)),
    height: Math.max(Math.ceil(placed.height ?? 0), ...nodes.map(lowerEnd)),
    nodes,
    edges,
  };
}

/**
 * Most diagrams need one run. A second one breaks a long diagram into rows, and lets edges leave upwards that left
 * downwards although their way leads up.
 */
async function layOut(graph: Graph): Promise<{ input: ElkInput; placed: ElkNode }> {
  const engine = await layoutEngine();
  const input = elkGraph(graph);
  const placed = await engine.layout(input.elk);
  const [width, height] = [placed.width ?? 0, placed.height ?? 0];
  const upwards = edgesThatRise(graph, placed);
  if (upwards.size === 0 && !tooLong(width, height)) return { input, placed };
  const again = elkGraph(graph, upwards);
  const rows = tooLong(width, height) ? inRows(width, height) : {};
  const layoutOptions = { ...again.elk.layoutOptions, ...rows };
  return { input: again, placed: await engine.layout({ ...again.elk, layoutOptions }) };
}

/** Edges that run above their source at some point. */
function edgesThatRise(graph: Graph, placed: ElkNode): ReadonlySet<GraphEdge> {
  const tops = new Map((placed.children ?? []).map(({ id, y }) => [id, y ?? 0]));
  const ways = new Map((placed.edges ?? []).map((way) => [way.id, way]));
  return new Set(
    graph.edges.filter((edge, index) => {
      const [section] = ways.get(String(index))?.sections ?? [];
      const [start, ...bends] = [section?.startPoint, ...(section?.bendPoints ?? [])];
      const top = tops.get(edge.from) ?? 0;
      return start !== undefined && start.y > top + 30 && bends.some((point) => point && point.y < top);
    }),
  );
}

const rightEnd = ({ x, width, label }: PlacedNode) => Math.max(x + width, label.x + label.width) + PADDING;
const lowerEnd = ({ y, height, label }: PlacedNode) => Math.max(y + height, label.y + label.height) + PADDING;

/** Nodes without edges side by side, under the diagram. */
function rowBelow(nodes: readonly GraphNode[], { height = 0 }: ElkNode): Map<string, ElkNode> {
  let x = PADDING;
  return new Map(
    nodes.map((node) => {
      const place: ElkNode = { id: node.name, x, y: height };
      x += OUTLINES.rounded.width + PADDING;
      return [node.name, place];
    }),
  );
}

/** `from>to`, numbered from the second edge between the same nodes on. */
function edgeIds(edges: readonly GraphEdge[]): string[] {
  const seen = new Map<string, number>();
  return edges.map(({ from, to }) => {
    const id = `${from}>${to}`;
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}#${count}`;
  });
}
