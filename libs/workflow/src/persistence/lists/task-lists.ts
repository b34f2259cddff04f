import type { SelectQueryBuilder } from 'typeorm';
import { Process } from '../../model/process.entity.js';
import type { TaskStatus } from '../../model/status.js';
import { Task } from '../../model/task.entity.js';
import type { ListQuery, Page, TaskRow, Viewer } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import type { Dialect } from './dialect.js';
import { filterTasks } from './filters.js';
import type { ListSource, Select } from './list-source.js';
import { readPage } from './page.js';
import { ARCHIVE_SORT_COLUMNS, Sorting, TASK_SORT_COLUMNS } from './sorting.js';

/** Adds to a query of tasks with their processes which of them are in a list. */
export type TaskList = (query: Select, bind: Bindings, dialect: Dialect) => void;

/** Mine, to do, not snoozed. */
export const inbox =
  (viewer: Viewer, now: Date): TaskList =>
  (query, bind) => {
    query.andWhere(isMine(viewer, now, bind));
  };

/** Mine, to do, snoozed. */
export const snoozed =
  (viewer: Viewer, now: Date): TaskList =>
  (query, bind) => {
    query.andWhere(`${isOwned(viewer, bind)} AND task.snoozedUntil > ${bind.value(now)}`);
  };

/** Somebody else's, to do for me: delegated, and not back yet. */
export const delegated =
  (viewer: Viewer, now: Date, asked: boolean | undefined): TaskList =>
  (query, bind) => {
    query
      .andWhere('task.live = true') // implied by the status; for indexes of live rows
      .andWhere(`task.delegatedBy = ${bind.value(viewer.user.id)} AND ${isInHand(bind)}`);
    if (asked === true) query.andWhere(`task.snoozedUntil > ${bind.value(now)}`);
    if (asked === false) query.andWhere(isAwake(now, bind));
  };

/** Waiting for a person, of running processes, mine to take. */
export const queue =
  (viewer: Viewer, kinds: readonly string[]): TaskList =>
  (query, bind, dialect) => {
    query
      .andWhere('task.live = true') // implied by NEW; for indexes of live rows
      .andWhere(bind.among('task.kind', kinds))
      .andWhere(`process.status = ${bind.value('NEW')}`)
      .andWhere(isMineToTake(viewer, bind, dialect));
  };

/** Mine and finished. */
export const archive =
  (viewer: Viewer): TaskList =>
  (query, bind) => {
    query
      .andWhere(`task.owner = ${bind.value(viewer.user.id)}`)
      .andWhere(`task.status = ${bind.value('DONE' satisfies TaskStatus)}`)
      .andWhere('task.finishedAt IS NOT NULL');
  };

/** Of flows the viewer may see. */
export const ofSeenFlows =
  (viewer: Viewer): TaskList =>
  (query, bind) => {
    query.andWhere(seesFlow(viewer, bind));
  };

/** A condition: the task is the viewer's to do, and not snoozed. */
export function isMine(viewer: Viewer, now: Date, bind: Bindings): string {
  return `${isOwned(viewer, bind)} AND ${isAwake(now, bind)}`;
}

/** A condition: the task is the viewer's to do. */
function isOwned({ user }: Viewer, bind: Bindings): string {
  return `task.owner = ${bind.value(user.id)} AND ${isInHand(bind)}`;
}

/** A condition: somebody has the task to do. */
function isInHand(bind: Bindings): string {
  return bind.among('task.status', ['ASSIGNED', 'STARTED'] satisfies TaskStatus[]);
}

/** A condition: the task is not snoozed. */
function isAwake(now: Date, bind: Bindings): string {
  return `(task.snoozedUntil IS NULL OR task.snoozedUntil <= ${bind.value(now)})`;
}

/** A condition: the task is nobody's yet, and the viewer may take it. */
export function isMineToTake(viewer: Viewer, bind: Bindings, dialect: Dialect): string {
  const isNew = `task.status = ${bind.value('NEW' satisfies TaskStatus)}`;
  return `${isNew} AND (${mayTake(viewer, bind, dialect)})`;
}

/** A condition: the process is of a flow the viewer may see. */
export function seesFlow({ flows }: Viewer, bind: Bindings): string {
  return flows === '*' ? '1 = 1' : bind.among('process.flow', flows);
}

/**
 * A condition: the viewer holds the task's permission, or may see its flow where it has none, and is not excluded.
 * Its status is not asked.
 */
export function mayTake(viewer: Viewer, bind: Bindings, dialect: Dialect): string {
  const { permissions, user } = viewer;
  const holds =
    permissions === '*' ? 'task.permission IS NOT NULL' : bind.among('task.permission', permissions);
  const me = bind.value(JSON.stringify(user.id));
  return (
    `(${holds} OR (task.permission IS NULL AND ${seesFlow(viewer, bind)})) AND ` +
    `(task.excluded IS NULL OR NOT ${dialect.listHolds('task.excluded', me)})`
  );
}

/** Makes a query one of tasks with their processes, aliases `task` and `process`. */
export function fromTasks(query: Select): SelectQueryBuilder<Task> {
  return query.from(Task, 'task').innerJoin(Process, 'process', 'process.id = task.processId');
}

/** Tasks with their processes, to be read as {@link toTaskRow}s. */
export function selectTasks({ manager }: ListSource): SelectQueryBuilder<Task> {
  return manager
    .createQueryBuilder(Task, 'task')
    .innerJoinAndMapOne('task.process', Process, 'process', 'process.id = task.processId');
}

/** A row of {@link selectTasks}, its process beside it. */
export function toTaskRow(read: Task): TaskRow {
  const task = read as Task & { process?: Process };
  const process = task.process as Process;
  delete task.process;
  return { task, process };
}

/** What to read. */
interface Reading {
  readonly list: TaskList;
  readonly asked: ListQuery;
  /** The order when none was asked for. */
  readonly sort: string;
  readonly columns?: typeof TASK_SORT_COLUMNS;
}

/** Reads a page of a list of tasks, in one statement. */
export async function readTasks(
  source: ListSource,
  viewer: Viewer,
  { list, asked, sort, columns = TASK_SORT_COLUMNS }: Reading,
): Promise<Page<TaskRow>> {
  const query = selectTasks(source);
  const { dialect } = source;
  const bind = new Bindings(query);
  const sorting = Sorting.named(asked.sort ?? sort, columns, 'task.id');
  list(query, bind, dialect);
  filterTasks(query, asked, { bind, dialect });
  source.limitToVisible(query, viewer.user);
  const { items, next } = await readPage(query, sorting, asked, { bind, dialect });
  return { items: items.map(toTaskRow), next };
}

/** Reads a page of the {@link archive}. */
export function readArchive(source: ListSource, viewer: Viewer, asked: ListQuery): Promise<Page<TaskRow>> {
  const list = archive(viewer);
  return readTasks(source, viewer, { list, asked, sort: '-finishedAt', columns: ARCHIVE_SORT_COLUMNS });
}
