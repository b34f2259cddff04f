import type { SelectQueryBuilder } from 'typeorm';
import { OUTBOX_EVENT_TYPES, WorkflowEvent } from '../../model/event.entity.js';
import { TaskLink } from '../../model/task-link.entity.js';
import { Task } from '../../model/task.entity.js';
import type { EventRow, HistoryQuery, Page, TaskRow } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import { toId } from './ids.js';
import type { ListSource } from './list-source.js';
import { readPage } from './page.js';
import { Sorting } from './sorting.js';
import { selectTasks, toTaskRow } from './task-lists.js';

/** The task with this id and its process; `undefined` when there is none, or when it is no id at all. */
export async function readTask(source: ListSource, text: string): Promise<TaskRow | undefined> {
  const id = toId(text);
  if (!id) return undefined;
  const query = selectTasks(source);
  const bind = new Bindings(query);
  const task = await query.where(`task.id = ${bind.value(id)}`).getOne();
  return task ? toTaskRow(task) : undefined;
}

/** The first tasks of a process in the order they were made, each with those it followed from. Two statements. */
export async function readTasksOf(
  { manager }: ListSource,
  text: string,
  limit: number,
): Promise<{ task: Task; previous: string[] }[]> {
  const processId = toId(text);
  if (!processId) return [];
  const query = manager.createQueryBuilder(Task, 'task');
  const ofProcess = `task.processId = ${new Bindings(query).value(processId)}`;
  const tasks = await query.where(ofProcess).orderBy('task.id').limit(limit).getMany();
  const last = tasks.at(-1);
  if (!last) return [];
  const previous = new Map<string, string[]>(tasks.map(({ id }) => [id, []]));
  for (const link of await readLinks(manager, processId, last.id)) {
    previous.get(link.taskId)?.push(link.previousId);
  }
  return tasks.map((task) => ({ task, previous: previous.get(task.id) ?? [] }));
}

/** The links of a process's tasks up to one of them. */
function readLinks(manager: ListSource['manager'], processId: string, upTo: string): Promise<TaskLink[]> {
  const query = manager.createQueryBuilder(TaskLink, 'link');
  const bind = new Bindings(query);
  return query
    .innerJoin(Task, 'task', 'task.id = link.taskId')
    .where(`task.processId = ${bind.value(processId)}`)
    .andWhere(`task.id <= ${bind.value(upTo)}`)
    .orderBy('link.taskId')
    .addOrderBy('link.previousId')
    .getMany();
}

/** A page of the history of a process. */
export async function readEvents(
  { manager, dialect }: ListSource,
  text: string,
  asked: HistoryQuery,
): Promise<Page<EventRow>> {
  const processId = toId(text);
  if (!processId) return { items: [], next: null };
  const query = selectHistory(manager);
  const bind = new Bindings(query);
  query.where(`event.processId = ${bind.value(processId)}`).andWhere(isHistory(bind));
  return readPage(query, Sorting.byId('event.id', asked.newestFirst), asked, { bind, dialect });
}

/** The newest events of these tasks of a process, oldest first. One statement. */
export async function readEventsOfTasks(
  { manager }: ListSource,
  text: string,
  taskIds: readonly string[],
  limit: number,
): Promise<EventRow[]> {
  const processId = toId(text);
  const ids = taskIds.map(toId).filter((id) => id !== undefined);
  if (!processId || ids.length === 0) return [];
  const query = selectHistory(manager);
  const bind = new Bindings(query);
  query
    .where(`event.processId = ${bind.value(processId)}`)
    .andWhere(bind.among('event.taskId', ids))
    .andWhere(isHistory(bind));
  const newest = await query.orderBy('event.id', 'DESC').limit(limit).getMany();
  return newest.reverse();
}

function selectHistory(manager: ListSource['manager']): SelectQueryBuilder<EventRow> {
  return manager
    .createQueryBuilder(WorkflowEvent, 'event')
    .leftJoinAndMapOne('event.task', Task, 'task', 'task.id = event.taskId')
    .select(['event', 'task.id', 'task.node']);
}

/** A condition: what passes between processes is no history, but that it could not be delivered is. */
function isHistory(bind: Bindings): string {
  return `(event.error IS NOT NULL OR not (${bind.among('event.type', OUTBOX_EVENT_TYPES)}))`;
}
