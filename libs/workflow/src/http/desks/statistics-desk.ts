import { Inject, Injectable } from '@nestjs/common';
import type { CompiledFlow } from '../../definition/compiled-flow.js';
import { LIST_QUERIES, type ListQueries, type NodeTimes } from '../../runtime/ports/list-queries.js';
import { unknownNode } from '../../runtime/unknown.js';
import { Visibility } from '../../runtime/visibility.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';
import { FlowRights } from './flow-rights.js';

/** So many of the newest processes are looked at: enough for a p95, few enough to ask at any time. */
const RECENT_PROCESSES = 1_000;

/** How long the finished tasks of a node took, from when they were made; in milliseconds. */
export interface NodeTimesJson extends NodeTimes {
  readonly title: string;
}

/** How long the nodes of a flow take. */
export interface StatisticsJson {
  /** In so many of its newest processes. */
  readonly processes: number;
  /** In the order of the flow; nodes that nothing has been done at are absent. */
  readonly nodes: readonly NodeTimesJson[];
}

/** Measures flows. */
@Injectable()
export class StatisticsDesk {
  constructor(
    @Inject(LIST_QUERIES) private readonly lists: ListQueries,
    private readonly visibility: Visibility,
    private readonly rights: FlowRights,
  ) {}

  /** How long the nodes of the route's flow take. */
  async ofFlow(call: ViewsetCall): Promise<StatisticsJson> {
    await this.rights.requireSight(call);
    return { processes: RECENT_PROCESSES, nodes: await this.times(call) };
  }

  /** The times alone; the caller has asked for the right to see them. */
  async times({ flow, user }: ViewsetCall): Promise<NodeTimesJson[]> {
    const viewer = await this.visibility.viewer(user, [flow]);
    const of = { processes: RECENT_PROCESSES, renamed: renamedNodes(flow) };
    const times = await this.lists.cycleTimes(viewer, flow.name, of);
    return times
      .map((one) => ({ one, node: flow.graph.find(one.node) ?? unknownNode(one.node) }))
      .sort((a, b) => place(a.node.index) - place(b.node.index))
      .map(({ one, node }) => ({ ...one, title: node.title }));
  }
}

/** What nodes were called, and are called now. */
function renamedNodes({ graph }: CompiledFlow): ReadonlyMap<string, string> {
  return new Map(
    graph.nodes.flatMap((node) =>
      graph
        .storedNames(node)
        .filter((was) => was !== node.name)
        .map((was) => [was, node.name]),
    ),
  );
}

/** Unknown nodes come last. */
const place = (index: number): number => (index < 0 ? Number.MAX_SAFE_INTEGER : index);
