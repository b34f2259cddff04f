import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import ms from 'ms';
import { validate as isUuid } from 'uuid';
import { bpmnXml } from '../../bpmn/bpmn-xml.js';
import { chartJson, chartLayout, chartSvg, type ChartJson } from '../../chart/chart.js';
import type { ChartState, NodeCounts } from '../../chart/chart-state.js';
import { isLive } from '../../model/status.js';
import type { Task } from '../../model/task.entity.js';
import { LIST_QUERIES, type ListQueries } from '../../runtime/ports/list-queries.js';
import { Visibility } from '../../runtime/visibility.js';
import { readChartFormat } from '../requests/chart-format.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';
import { FlowRights } from './flow-rights.js';
import { StatisticsDesk, type NodeTimesJson } from './statistics-desk.js';

/** How many tasks of a process its diagram takes into account. */
const MOST_TASKS = 5_000;
/** In milliseconds: what is over at once needs no remark. */
const SHORTEST_NOTED = 1_000;

/** Draws flows and what their processes do. Needs `elkjs`, and `bpmn-moddle` for BPMN. */
@Injectable()
export class ChartDesk {
  constructor(
    @Inject(LIST_QUERIES) private readonly lists: ListQueries,
    private readonly visibility: Visibility,
    private readonly rights: FlowRights,
    private readonly statistics: StatisticsDesk,
  ) {}

  /** The flow as SVG, BPMN 2.0 or JSON, with how many tasks wait or have failed at each node, and how long they take. */
  async ofFlow(call: ViewsetCall, parameters: unknown): Promise<StreamableFile | ChartJson> {
    const format = readChartFormat(parameters);
    await this.rights.requireSight(call);
    const { flow } = call;
    if (format === 'bpmn') return bpmn(await bpmnXml(flow, await chartLayout(flow)));
    const notes = notesOf(await this.statistics.times(call));
    return draw(call, format, { ...(await this.stateOfFlow(call)), notes });
  }

  /** How many tasks of the flow wait or have failed at each node. Whether the user may see it is the caller's to ask. */
  async stateOfFlow({ flow, user }: ViewsetCall): Promise<ChartState> {
    const viewer = await this.visibility.viewer(user, [flow]);
    const of = { perNode: 1, nodes: flow.graph.allNames };
    const { counts } = await this.lists.board(viewer, flow.name, of);
    const nodes = new Map<string, NodeCounts>();
    for (const { node, status, count } of counts) add(nodes, node, status, count);
    return { nodes };
  }

  /** The flow with the path this process has taken, and where it stands. */
  async ofProcess(call: ViewsetCall, id: string, parameters: unknown): Promise<StreamableFile | ChartJson> {
    const format = readChartFormat(parameters);
    await this.rights.visible(call, id, isUuid(id) ? await this.lists.process(id) : undefined);
    const { flow } = call;
    if (format === 'bpmn') return bpmn(await bpmnXml(flow, await chartLayout(flow)));
    return draw(call, format, await this.stateOfProcess(id));
  }

  /** The path a process has taken, and where it stands. Whether the user may see it is the caller's to ask. */
  async stateOfProcess(id: string): Promise<ChartState> {
    const rows = await this.lists.tasksOf(id, MOST_TASKS);
    const nodes = new Map<string, NodeCounts>();
    for (const { task } of rows) add(nodes, task.node, task.status, 1);
    const nodeOf = new Map(rows.map(({ task }) => [task.id, task.node]));
    const travelled = rows.flatMap(({ task, previous }) =>
      previous.map((from) => ({ from: nodeOf.get(from) ?? '', to: task.node })),
    );
    return { nodes, travelled };
  }
}

async function draw(
  { flow }: ViewsetCall,
  format: 'svg' | 'json',
  state: ChartState,
): Promise<StreamableFile | ChartJson> {
  if (format === 'json') return chartJson(flow, { state });
  return file(await chartSvg(flow, { state, standalone: true }), 'image/svg+xml; charset=utf-8');
}

/** "2h · p95 3d", where it takes any time at all. */
function notesOf(times: readonly NodeTimesJson[]): Record<string, string> {
  const slow = times.filter(({ p95 }) => p95 >= SHORTEST_NOTED);
  return Object.fromEntries(slow.map(({ node, median, p95 }) => [node, `${ms(median)} · p95 ${ms(p95)}`]));
}

function bpmn(xml: string): StreamableFile {
  return file(xml, 'application/xml; charset=utf-8');
}

function file(text: string, type: string): StreamableFile {
  return new StreamableFile(Buffer.from(text), { type });
}

function add(nodes: Map<string, NodeCounts>, node: string, status: Task['status'], count: number): void {
  const state = stateOf(status);
  if (!state) return;
  const counts = nodes.get(node) ?? {};
  nodes.set(node, { ...counts, [state]: (counts[state] ?? 0) + count });
}

function stateOf(status: Task['status']): keyof NodeCounts | undefined {
  if (status === 'ERROR') return 'failed';
  if (isLive(status)) return 'waiting';
  if (status === 'DONE') return 'done';
  return status === 'CANCELED' ? 'canceled' : undefined;
}
