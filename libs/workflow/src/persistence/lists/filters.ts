import type { SelectQueryBuilder } from 'typeorm';
import { LIVE_TASK_STATUSES } from '../../model/status.js';
import { Task } from '../../model/task.entity.js';
import type { ListQuery, ProcessQuery } from '../../runtime/ports/list-queries.js';
import type { Bindings } from './bindings.js';
import type { Dialect } from './dialect.js';
import { toId } from './ids.js';
import { subQueryOf, type Select } from './list-source.js';

/** With what a condition is written: values are bound, and databases differ. */
export interface Wording {
  readonly bind: Bindings;
  readonly dialect: Dialect;
}

/** Adds what was asked of a list of tasks. */
export function filterTasks(query: Select, asked: ListQuery, wording: Wording): void {
  const { bind } = wording;
  filterFlows(query, asked, bind);
  filterTaskColumns(query, asked, bind);
  filterStatuses(query, asked, bind);
  search(query, asked.q, wording, {
    text: ['process.businessKey', 'task.node', 'task.owner'],
    ids: ['task.id', 'process.id'],
  });
}

/**
 * Adds what was asked of a list of processes. Node, priority and due date are those of its tasks: one that something
 * can still come of must fit.
 */
export function filterProcesses(query: Select, asked: ProcessQuery, wording: Wording): void {
  const { bind } = wording;
  filterFlows(query, asked, bind);
  if (asked.statuses) query.andWhere(bind.among('process.status', asked.statuses));
  search(query, asked.q, wording, { text: ['process.businessKey'], ids: ['process.id'] });
  if (asked.failed !== undefined) query.andWhere(`${asked.failed ? '' : 'NOT '}${hasFailed(query)}`);
  if (!asked.nodes && asked.priority === undefined && !asked.dueBefore) return;
  const fitting = subQueryOf<Task>(query)
    .select('1')
    .from(Task, 'task')
    .where('task.processId = process.id')
    .andWhere('task.live = true');
  filterTaskColumns(fitting, asked, bind);
  query.andWhere(`EXISTS ${fitting.getQuery()}`);
}

/** A condition: a task of the process has failed and waits for somebody to decide what becomes of it. */
function hasFailed(query: Select): string {
  return `EXISTS ${failedTasks(query).getQuery()}`;
}

/**
 * An expression: 1 for a process that {@link hasFailed}, else NULL. With a limit, for without one PostgreSQL may read the
 * failed tasks of all processes instead of looking into those of the few on the page.
 */
export function failedMark(query: Select): string {
  return failedTasks(query).limit(1).getQuery();
}

function failedTasks(query: Select): SelectQueryBuilder<Task> {
  return subQueryOf<Task>(query)
    .select('1')
    .from(Task, 'failed')
    .where('failed.processId = process.id')
    .andWhere(`failed.live = true AND failed.status = 'ERROR'`);
}

function filterFlows(query: Select, { flows }: ListQuery, bind: Bindings): void {
  if (flows) query.andWhere(bind.among('process.flow', flows));
}

function filterStatuses(query: Select, { statuses }: ListQuery, bind: Bindings): void {
  if (!statuses) return;
  const live: readonly string[] = LIVE_TASK_STATUSES;
  // Implied by such statuses; for indexes of live rows, which are few.
  if (statuses.every((status) => live.includes(status))) query.andWhere('task.live = true');
  query.andWhere(bind.among('task.status', statuses));
}

function filterTaskColumns(query: Select, { nodes, priority, dueBefore }: ListQuery, bind: Bindings): void {
  if (nodes) query.andWhere(bind.among('task.node', nodes));
  if (priority !== undefined) query.andWhere(`task.priority = ${bind.value(priority)}`);
  if (dueBefore) query.andWhere(`task.dueAt <= ${bind.value(dueBefore)}`);
}

/** Free text is looked for in these columns, and in what the process knows: lists show lines made of that. */
function search(
  query: Select,
  q: string | undefined,
  { bind, dialect }: Wording,
  columns: { text: readonly string[]; ids: readonly string[] },
): void {
  const words = q?.trim();
  if (!words) return;
  if (words.includes('\0')) return void query.andWhere('1 = 0'); // no database text holds one, PostgreSQL takes none
  const like = (text: string) => bind.value(`%${text.replace(/[%_!]/g, '!$&')}%`);
  const pattern = like(words);
  const conditions = columns.text.map((column) => `lower(${column}) LIKE lower(${pattern}) ESCAPE '!'`);
  conditions.push(
    dialect.holdsLike('process.data', { pattern, json: () => like(JSON.stringify(words).slice(1, -1)) }),
  );
  const id = toId(words);
  if (id) {
    const bound = bind.value(id);
    conditions.push(...columns.ids.map((column) => `${column} = ${bound}`));
  }
  query.andWhere(`(${conditions.join(' OR ')})`);
}
