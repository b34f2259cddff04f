import type { Graph, GraphEdge, GraphNode } from '../definition/node-kind.js';

/**
 * The nodes in an order in which every forward edge leads onwards: as declared, except where that would make an edge
 * lead back although nothing loops there. What only a boundary event leads to comes last, so that it is drawn below.
 */
export function readingOrder(graph: Graph, back: ReadonlySet<GraphEdge>): GraphNode[] {
  const forward = graph.edges.filter((edge) => !back.has(edge));
  const aside = besides(graph);
  const waitsFor = new Map(graph.nodes.map(({ name }) => [name, 0]));
  for (const { to } of forward) waitsFor.set(to, (waitsFor.get(to) ?? 0) + 1);

  const order: GraphNode[] = [];
  const left = [...graph.nodes].sort((a, b) => Number(aside.has(a.name)) - Number(aside.has(b.name)));
  while (left.length > 0) {
    // Without back edges there is no cycle, so some node is always ready.
    const ready = left.findIndex(({ name }) => waitsFor.get(name) === 0);
    const [node] = left.splice(Math.max(0, ready), 1);
    if (!node) break;
    order.push(node);
    for (const { from, to } of forward) {
      if (from === node.name) waitsFor.set(to, (waitsFor.get(to) ?? 0) - 1);
    }
  }
  return order;
}

/** The nodes that are reached through boundary events only. */
function besides(graph: Graph): ReadonlySet<string> {
  const usual = new Set<string>();
  const queue = graph.nodes.filter(({ kind }) => kind.category === 'start').map(({ name }) => name);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (usual.has(name)) continue;
    usual.add(name);
    for (const { to, role } of graph.edgesFrom(name)) if (role !== 'boundary') queue.push(to);
  }
  return new Set(graph.nodes.map(({ name }) => name).filter((name) => !usual.has(name)));
}
