import type { Graph, GraphEdge } from '../definition/node-kind.js';

/**
 * The edges that lead back: to a node declared no later than their source, from which the source can be reached. The
 * order in which people write a flow tells better what "back" is than any analysis of its cycles.
 */
export function backEdges(graph: Graph): ReadonlySet<GraphEdge> {
  const place = new Map(graph.nodes.map(({ name }, index) => [name, index]));
  const reach = new Map<string, ReadonlySet<string>>();
  const reachable = (from: string) => {
    const known = reach.get(from) ?? graph.reachableFrom(from);
    reach.set(from, known);
    return known;
  };
  return new Set(
    graph.edges.filter(
      ({ from, to }) =>
        (place.get(to) ?? 0) <= (place.get(from) ?? 0) && (from === to || reachable(to).has(from)),
    ),
  );
}
