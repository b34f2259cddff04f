import type { Graph, GraphEdge, GraphNode } from './node-kind.js';

/** The nodes and edges of one flow, compiled from its class; what the engine, charts and pages read. */
export class FlowGraph implements Graph {
  private readonly byName: ReadonlyMap<string, GraphNode>;
  private readonly outgoing: ReadonlyMap<string, readonly GraphEdge[]>;
  private readonly attached = new Map<string, GraphNode[]>();

  constructor(
    /** In declared order, parents before children. */
    readonly nodes: readonly GraphNode[],
    /** In declared order of their sources, and within a source as it declares them. */
    readonly edges: readonly GraphEdge[],
    /** The boundary events of all nodes, in declared order. */
    readonly boundaries: readonly GraphNode[] = [],
  ) {
    const byName = new Map<string, GraphNode>();
    const all = [...nodes, ...boundaries];
    for (const node of all) for (const alias of node.options.was ?? []) byName.set(alias, node);
    for (const node of all) byName.set(node.name, node);
    this.byName = byName;
    const outgoing = new Map<string, GraphEdge[]>(nodes.map((node) => [node.name, []]));
    for (const edge of edges) outgoing.get(edge.from)?.push(edge);
    this.outgoing = outgoing;
    for (const boundary of boundaries) {
      const host = boundary.attachedTo ?? '';
      this.attached.set(host, [...(this.attached.get(host) ?? []), boundary]);
    }
  }

  /** The node of this name, or the one that was called so; `undefined` when the code no longer has it. */
  find(name: string): GraphNode | undefined {
    return this.byName.get(name);
  }

  /** The edges that leave a node, in declared order. */
  edgesFrom(name: string): readonly GraphEdge[] {
    return this.outgoing.get(name) ?? [];
  }

  boundariesOf(name: string): readonly GraphNode[] {
    return this.attached.get(name) ?? [];
  }

  /** All names tasks of this node may be stored under: its own and those it was called before. */
  storedNames(node: GraphNode): readonly string[] {
    return [node.name, ...(node.options.was ?? [])];
  }

  /** All names tasks of the flow may be stored under, boundary events among them, as far as the code knows. */
  get allNames(): readonly string[] {
    return [...this.byName.keys()];
  }

  /** The nodes that can be reached from `from`, itself included only when it lies on a cycle. */
  reachableFrom(from: string, avoiding?: string): ReadonlySet<string> {
    const seen = new Set<string>();
    const queue = this.edgesFrom(from).map((edge) => edge.to);
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (name === avoiding || seen.has(name)) continue;
      seen.add(name);
      for (const edge of this.edgesFrom(name)) queue.push(edge.to);
    }
    return seen;
  }
}
