import { Process } from '../../model/process.entity.js';
import type { TaskStatus } from '../../model/status.js';
import { Task } from '../../model/task.entity.js';
import type { WorkflowUser } from '../../runtime/ports/access-policy.js';
import type { Viewer } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import { toId } from './ids.js';
import type { Dialect } from './dialect.js';
import { subQueryOf, type ListSource, type Select } from './list-source.js';
import { fromTasks, mayTake } from './task-lists.js';

/** Whether the viewer has, had, or may take a task of this process. */
export async function isParticipant(source: ListSource, viewer: Viewer, text: string): Promise<boolean> {
  if (viewer.permissions === '*') return true;
  const id = toId(text);
  if (!id) return false;
  const query = fromTasks(source.manager.createQueryBuilder() as Select);
  const bind = new Bindings(query);
  query
    .where(`task.processId = ${bind.value(id)}`)
    .andWhere(`(${isConcerned(viewer, bind, source.dialect)})`);
  return exists(query);
}

/** A condition on a query over `process`: the viewer has, had, or may take a task of it. */
export function takesPart(query: Select, viewer: Viewer, bind: Bindings, dialect: Dialect): string {
  if (viewer.permissions === '*') return '1 = 1';
  const concerning = subQueryOf<Task>(query)
    .select('1')
    .from(Task, 'task')
    .where('task.processId = process.id')
    .andWhere(`(${isConcerned(viewer, bind, dialect)})`);
  return `EXISTS ${concerning.getQuery()}`;
}

/** A condition: the task is, was, or may become the viewer's. */
function isConcerned(viewer: Viewer, bind: Bindings, dialect: Dialect): string {
  const me = bind.value(viewer.user.id);
  const isNew = `task.status = ${bind.value('NEW' satisfies TaskStatus)}`;
  return `task.owner = ${me} OR task.delegatedBy = ${me} OR (${isNew} AND ${mayTake(viewer, bind, dialect)})`;
}

/** Whether the policy's `visible` lets the user see this process. */
export async function isVisible(source: ListSource, user: WorkflowUser, text: string): Promise<boolean> {
  const id = toId(text);
  if (!id) return false;
  const query = source.manager.createQueryBuilder(Process, 'process');
  query.where(`process.id = ${new Bindings(query).value(id)}`);
  source.limitToVisible(query, user);
  return exists(query);
}

async function exists(query: Select): Promise<boolean> {
  return (await query.select('1', 'one').limit(1).getRawOne()) !== undefined;
}
