import { LIVE_TASK_STATUSES, type TaskStatus } from '../../model/status.js';
import { Task } from '../../model/task.entity.js';
import type { ListQueries, TaskRow, Viewer } from '../../runtime/ports/list-queries.js';
import { tableNames } from '../table-names.js';
import { Bindings } from './bindings.js';
import { cappedCount } from './counts.js';
import { subQueryOf, type ListSource, type Select } from './list-source.js';
import { selectTasks, toTaskRow } from './task-lists.js';

/** How many tasks of a node are in a status, counted no further than `COUNT_CAP`. */
export interface NodeCount {
  readonly node: string;
  readonly status: TaskStatus;
  readonly count: number;
}

const STATUSES = [...LIVE_TASK_STATUSES].sort();

type Board = { rows: TaskRow[]; counts: NodeCount[] };

/**
 * The first tasks of every node of a flow, failed ones first, then the oldest; and how many wait or have failed, by
 * node and status. One statement; one more where tasks live at nodes that are not among `nodes`. However many tasks
 * live, of each node and status only so many are read as are shown, and as many counted as `COUNT_CAP`.
 */
export async function readBoard(
  source: ListSource,
  viewer: Viewer,
  flow: string,
  { perNode, nodes }: Parameters<ListQueries['board']>[2],
): Promise<Board> {
  const board: Board = { rows: [], counts: [] };
  if (viewer.flows !== '*' && !viewer.flows.includes(flow)) return board;
  const asked = { source, viewer, flow, perNode };
  const known = new Set(nodes);
  const first = await readFirsts({ ...asked, nodes: [...known] }, true);
  const others = new Set(first.map(({ row }) => row.task.node).filter((node) => !known.has(node)));
  const read = first.filter(({ row }) => known.has(row.task.node));
  if (others.size > 0) read.push(...(await readFirsts({ ...asked, nodes: [...others] }, false)));
  for (const node of [...known, ...others].sort()) {
    const here = read.filter(({ row }) => row.task.node === node);
    board.rows.push(...failedFirst(here.map(({ row }) => row)).slice(0, perNode));
    for (const status of STATUSES) {
      const one = here.find(({ row }) => row.task.status === status);
      if (one) board.counts.push({ node, status, count: one.count });
    }
  }
  return board;
}

function failedFirst(rows: readonly TaskRow[]): TaskRow[] {
  const failed = ({ task }: TaskRow) => task.status === 'ERROR';
  return [...rows.filter(failed), ...rows.filter((row) => !failed(row))];
}

interface Firsts {
  readonly source: ListSource;
  readonly viewer: Viewer;
  readonly flow: string;
  readonly nodes: readonly string[];
  readonly perNode: number;
}

/**
 * The first tasks of each of these nodes in each status, the oldest first, with how many there are. With `others` one
 * task of every further node at which any lives comes along, whatever its status and whoever may see it: it tells no
 * more than the name of the node.
 */
async function readFirsts(asked: Firsts, others: boolean): Promise<{ row: TaskRow; count: number }[]> {
  const query = selectTasks(asked.source);
  const bind = new Bindings(query);
  const parts = byNodeAndStatus(query, asked, bind);
  if (others) parts.push(ofOtherNodes(asked, bind));
  query
    .innerJoin(`(${parts.join(' UNION ALL ')})`, 'first', 'first.id = task.id')
    .addSelect('first.total', 'board_total')
    .orderBy('task.id');
  const { raw, entities } = await query.getRawAndEntities<{ board_total: string | number }>();
  return entities.map((task, index) => ({ row: toTaskRow(task), count: Number(raw[index]?.board_total) }));
}

/** Splits that wait for nothing but their branches are DONE, and in none of these. */
function byNodeAndStatus(query: Select, { source, viewer, ...asked }: Firsts, bind: Bindings): string[] {
  const flow = bind.value(asked.flow);
  const statuses = STATUSES.map((status) => bind.value(status));
  return asked.nodes.flatMap((name) => {
    const node = bind.value(name);
    return statuses.map((status) => {
      const { where, order } = source.dialect.inOrder('task.status', status, 'task.id');
      const tasks = (select: string) => {
        const these = subQueryOf(query).select(select, 'id').from(Task, 'task').where('task.live = true');
        these.andWhere(`task.flow = ${flow} AND task.node = ${node}`);
        these.andWhere(where);
        source.limitToVisible(these, viewer.user, 'task.processId');
        for (const column of order) these.addOrderBy(column);
        return these;
      };
      const firsts = tasks('task.id').limit(Math.max(asked.perNode, 1));
      return firsts.addSelect(cappedCount(tasks('1')), 'total').getQuery();
    });
  });
}

function ofOtherNodes({ source, flow, nodes }: Firsts, bind: Bindings): string {
  const { task } = tableNames(source.manager.dataSource);
  const ofFlow = bind.value(flow);
  const one = `SELECT t.id FROM ${task} t WHERE t.live = true AND t.flow = ${ofFlow} AND t.node = place.node ORDER BY t.status, t.id LIMIT 1`;
  const isOther = nodes.length > 0 ? `NOT (${bind.among('place.node', nodes)})` : '1 = 1';
  return `(SELECT (${one}) AS id, 0 AS total FROM ${source.dialect.liveNodes(task, ofFlow)} place WHERE ${isOther})`;
}
