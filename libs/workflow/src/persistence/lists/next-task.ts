import { Process } from '../../model/process.entity.js';
import type { ProcessStatus } from '../../model/status.js';
import { Task } from '../../model/task.entity.js';
import type { NextTaskQuery, TaskRow, Viewer } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import { toId } from './ids.js';
import { subQueryOf, type ListSource, type Select } from './list-source.js';
import { isMine, isMineToTake, selectTasks, toTaskRow } from './task-lists.js';

/** How near a process is to the one somebody has just worked on. */
const SELF = 0;
const CHILD = 1;
const PARENT = 2;
const SIBLING = 3;

/**
 * Where the viewer goes on after working on a process: a task of theirs, or one they may take, of this process, else
 * of a child, of the parent, of a sibling. The more urgent first, then the older. One statement.
 */
export async function readNextTask(
  source: ListSource,
  viewer: Viewer,
  { processId, kinds, flows, now }: NextTaskQuery,
): Promise<TaskRow | undefined> {
  const id = toId(processId);
  if (!id) return undefined;
  const query = selectTasks(source);
  const bind = new Bindings(query);
  const mine = isMine(viewer, now, bind);
  query
    .innerJoin(family(query, id, bind), 'family', 'family.id = process.id')
    .where('task.live = true')
    .andWhere(`process.status = ${bind.value('NEW' satisfies ProcessStatus)}`)
    .andWhere(bind.among('task.kind', kinds))
    .andWhere(`((${mine}) OR (${isMineToTake(viewer, bind, source.dialect)}))`);
  if (flows) query.andWhere(bind.among('process.flow', flows));
  source.limitToVisible(query, viewer.user);
  const found = await query
    .addSelect(`CASE WHEN ${mine} THEN 0 ELSE 1 END`, 'offered')
    .orderBy('family.nearness')
    .addOrderBy('offered')
    .addOrderBy('task.priority', 'DESC')
    .addOrderBy('task.id')
    .limit(1)
    .getOne();
  return found ? toTaskRow(found) : undefined;
}

/** The process and those around it, each with how near it is. */
function family(query: Select, id: string, bind: Bindings): string {
  const self = bind.value(id);
  const select = (nearness: number, column: string) =>
    subQueryOf<object>(query).select(column, 'id').addSelect(`${nearness}`, 'nearness');
  const inner = (part: { getQuery(): string }) => part.getQuery().slice(1, -1);
  const itself = select(SELF, 'self.id').from(Process, 'self').where(`self.id = ${self}`);
  const children = select(CHILD, 'child.id')
    .from(Process, 'child')
    .innerJoin(Task, 'caller', 'caller.id = child.parentTaskId')
    .where(`caller.processId = ${self}`);
  const parent = select(PARENT, 'caller.processId')
    .from(Process, 'self')
    .innerJoin(Task, 'caller', 'caller.id = self.parentTaskId')
    .where(`self.id = ${self}`);
  const siblings = select(SIBLING, 'sibling.id')
    .from(Process, 'self')
    .innerJoin(Task, 'caller', 'caller.id = self.parentTaskId')
    .innerJoin(Task, 'other', 'other.processId = caller.processId')
    .innerJoin(Process, 'sibling', 'sibling.parentTaskId = other.id')
    .where(`self.id = ${self}`)
    .andWhere(`sibling.id <> ${self}`);
  return `(${[itself, children, parent, siblings].map(inner).join(' UNION ALL ')})`;
}
