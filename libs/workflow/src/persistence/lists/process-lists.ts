import { Process } from '../../model/process.entity.js';
import { Task } from '../../model/task.entity.js';
import type { ProcessPage, ProcessQuery, Viewer } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import { failedMark, filterProcesses } from './filters.js';
import { toId } from './ids.js';
import type { ListSource } from './list-source.js';
import { readRawPage } from './page.js';
import { PROCESS_SORT_COLUMNS, Sorting } from './sorting.js';
import { seesFlow } from './task-lists.js';

const FAILED = 'process_has_failed';

/** Reads a page of the processes of flows the viewer may see, and which of them have failed, in one statement. */
export async function readProcesses(
  source: ListSource,
  viewer: Viewer,
  asked: ProcessQuery,
): Promise<ProcessPage> {
  const query = source.manager.createQueryBuilder(Process, 'process');
  const { dialect } = source;
  const bind = new Bindings(query);
  const sorting = Sorting.named(asked.sort ?? '-createdAt', PROCESS_SORT_COLUMNS, 'process.id');
  query.andWhere(seesFlow(viewer, bind));
  filterProcesses(query, asked, { bind, dialect });
  source.limitToVisible(query, viewer.user);
  query.addSelect(failedMark(query), FAILED);
  const { items, next, raw } = await readRawPage(query, sorting, asked, { bind, dialect });
  const failed = items.filter((_, index) => Number(raw[index]?.[FAILED]) === 1);
  return { items, next, failed: new Set(failed.map(({ id }) => id)) };
}

/** The process with this id; `undefined` when there is none, or when it is no id at all. */
export async function readProcess({ manager }: ListSource, text: string): Promise<Process | undefined> {
  const id = toId(text);
  if (!id) return undefined;
  const query = manager.createQueryBuilder(Process, 'process');
  const bind = new Bindings(query);
  return (await query.where(`process.id = ${bind.value(id)}`).getOne()) ?? undefined;
}

/** The subprocesses that tasks of this process started, oldest first. */
export async function readChildren({ manager }: ListSource, text: string, limit: number): Promise<Process[]> {
  const id = toId(text);
  if (!id) return [];
  const query = manager.createQueryBuilder(Process, 'process');
  const bind = new Bindings(query);
  return query
    .innerJoin(Task, 'task', 'task.id = process.parentTaskId')
    .where(`task.processId = ${bind.value(id)}`)
    .orderBy('process.id')
    .limit(limit)
    .getMany();
}
