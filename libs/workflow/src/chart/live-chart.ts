import type { PlacedEdge } from '../definition/flow-layout.js';
import type { Graph } from '../definition/node-kind.js';
import { NODE_STATES, type ChartState, type NodeCounts } from './chart-state.js';

/** How many tasks are in one state. */
export interface StateCount {
  readonly state: (typeof NODE_STATES)[number];
  readonly count: number;
}

/** A {@link ChartState} as the drawing asks for it: by the names of today, without zeros. */
export class LiveChart {
  private readonly counts = new Map<string, Required<NodeCounts>>();
  private readonly notes = new Map<string, string>();
  private readonly ways = new Set<string>();

  constructor(
    graph: Graph,
    private readonly state?: ChartState,
  ) {
    const nameOf = (name: string) => graph.find(name)?.name;
    for (const [stored, counts] of entriesOf(state?.nodes)) {
      const name = nameOf(stored);
      if (name !== undefined) this.counts.set(name, sum(this.counts.get(name), counts));
    }
    for (const [stored, note] of Object.entries(state?.notes ?? {})) {
      const name = nameOf(stored);
      if (name !== undefined) this.notes.set(name, note);
    }
    for (const { from, to } of state?.travelled ?? []) {
      this.ways.add(JSON.stringify([nameOf(from), nameOf(to)]));
    }
  }

  /** Whether there is any state to show. */
  get live(): boolean {
    return this.state !== undefined;
  }

  /** The counts of a node, or of a boundary event, that are not 0; the most pressing first. */
  at(name: string | undefined): readonly StateCount[] {
    const counts = name === undefined ? undefined : this.counts.get(name);
    if (!counts) return [];
    return NODE_STATES.map((state) => ({ state, count: counts[state] })).filter(({ count }) => count > 0);
  }

  noteAt(name: string): string | undefined {
    return this.notes.get(name);
  }

  /** Whether somebody went this way. Several edges between the same nodes are not told apart. */
  travelled({ from, to, boundary }: PlacedEdge): boolean {
    return this.ways.has(JSON.stringify([boundary?.name ?? from, to]));
  }
}

function sum(one: NodeCounts = {}, other: NodeCounts): Required<NodeCounts> {
  const of = (state: keyof NodeCounts) => (one[state] ?? 0) + (other[state] ?? 0);
  return { waiting: of('waiting'), failed: of('failed'), done: of('done'), canceled: of('canceled') };
}

function entriesOf(nodes: ChartState['nodes'] = {}): Iterable<readonly [string, NodeCounts]> {
  return isMap(nodes) ? nodes.entries() : Object.entries(nodes);
}

function isMap(nodes: object): nodes is ReadonlyMap<string, NodeCounts> {
  return nodes instanceof Map;
}
