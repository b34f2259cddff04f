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

interface Place {
  readonly board_place: string | number;
  readonly board_first: string | number;
  readonly board_total: string | number;
}

/**
 * The first tasks of every node of a flow, failed ones first, then the oldest; and how many wait or have failed, by
 * node and status. One statement: the first of each status comes along, however far behind it is, and tells how many
 * there are.
 */
export async function readBoard(
  source: ListSource,
  viewer: Viewer,
  flow: string,
  perNode: number,
): Promise<{ rows: TaskRow[]; counts: NodeCount[] }> {
  const query = selectTasks(source);
  const bind = new Bindings(query);
  const failedFirst = `CASE WHEN task.status = ${bind.value('ERROR' satisfies TaskStatus)} THEN 0 ELSE 1 END`;
  const ranked = fromTasks(subQueryOf(query))
    .select('task.id', 'id')
    .addSelect(`row_number() OVER (PARTITION BY task.node ORDER BY ${failedFirst}, task.id)`, 'place')
    .addSelect('row_number() OVER (PARTITION BY task.node, task.status ORDER BY task.id)', 'nth')
    .addSelect('count(*) OVER (PARTITION BY task.node, task.status)', 'total');
  limitToBoard(ranked, source, viewer, flow, bind);
  query
    .innerJoin(
      ranked.getQuery(),
      'ranked',
      `ranked.id = task.id AND (ranked.place <= ${bind.value(perNode)} OR ranked.nth = 1)`,
    )
    .addSelect('ranked.place', 'board_place')
    .addSelect('ranked.nth', 'board_first')
    .addSelect('ranked.total', 'board_total')
    .orderBy('task.node')
    .addOrderBy('ranked.place');
  const { raw, entities } = await query.getRawAndEntities<Place>();
  const rows = entities.map((task, index) => ({ row: toTaskRow(task), place: raw[index] as Place }));
  const firsts = rows.filter(({ place }) => Number(place.board_first) === 1);
  return {
    rows: rows.filter(({ place }) => Number(place.board_place) <= perNode).map(({ row }) => row),
    counts: firsts
      .map(({ row: { task }, place }) => ({
        node: task.node,
        status: task.status,
        count: Math.min(Number(place.board_total), COUNT_CAP),
      }))
      .sort((a, b) => (a.node === b.node ? (a.status < b.status ? -1 : 1) : a.node < b.node ? -1 : 1)),
  };
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
