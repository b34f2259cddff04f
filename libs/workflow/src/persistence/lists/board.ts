import type { TaskStatus } from '../../model/status.js';
import { COUNT_CAP, type TaskRow, type Viewer } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import { subQueryOf, type ListSource, type Select } from './list-source.js';
import { fromTasks, seesFlow, selectTasks, toTaskRow } from './task-lists.js';

/** How many tasks of a node are in a status, counted up to {@link COUNT_CAP}. */
export interface NodeCount {
  readonly node: string;
  readonly status: TaskStatus;
  readonly count: number;
}

/** The first tasks of every node of a flow, failed ones first, then the oldest. One statement. */
export async function readBoardRows(
  source: ListSource,
  viewer: Viewer,
  flow: string,
  perNode: number,
): Promise<TaskRow[]> {
  const query = selectTasks(source);
  const bind = new Bindings(query);
  const failedFirst = `CASE WHEN task.status = ${bind.value('ERROR' satisfies TaskStatus)} THEN 0 ELSE 1 END`;
  const ranked = fromTasks(subQueryOf(query))
    .select('task.id', 'id')
    .addSelect(`row_number() OVER (PARTITION BY task.node ORDER BY ${failedFirst}, task.id)`, 'place');
  limitToBoard(ranked, source, viewer, flow, bind);
  query
    .innerJoin(ranked.getQuery(), 'ranked', `ranked.id = task.id AND ranked.place <= ${bind.value(perNode)}`)
    .orderBy('task.node')
    .addOrderBy('ranked.place');
  return (await query.getMany()).map(toTaskRow);
}

/** How many tasks of a flow wait or have failed, by node and status. One statement. */
export async function readBoardCounts(
  source: ListSource,
  viewer: Viewer,
  flow: string,
): Promise<NodeCount[]> {
  const query = fromTasks(source.manager.createQueryBuilder() as Select);
  const bind = new Bindings(query);
  query.select('task.node', 'node').addSelect('task.status', 'status').addSelect('count(*)', 'count');
  limitToBoard(query, source, viewer, flow, bind);
  const rows = await query
    .groupBy('task.node')
    .addGroupBy('task.status')
    .orderBy('task.node')
    .addOrderBy('task.status')
    .getRawMany<{ node: string; status: TaskStatus; count: string | number }>();
  return rows.map(({ node, status, count }) => ({ node, status, count: Math.min(Number(count), COUNT_CAP) }));
}

/** Live rows of the flow; without splits that wait for nothing but their branches, which are DONE. */
function limitToBoard(query: Select, source: ListSource, viewer: Viewer, flow: string, bind: Bindings): void {
  query
    .andWhere(`process.flow = ${bind.value(flow)}`)
    .andWhere(seesFlow(viewer, bind))
    .andWhere('task.live = true')
    .andWhere(`task.status <> ${bind.value('DONE' satisfies TaskStatus)}`);
  source.limitToVisible(query, viewer.user);
}
