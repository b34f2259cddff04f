import type { SelectQueryBuilder } from 'typeorm';
import { Process } from '../../model/process.entity.js';
import type { ProcessStatus } from '../../model/status.js';
import { Task } from '../../model/task.entity.js';
import type { NextTaskQuery, Relative, TaskRow, Viewer } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import { toId } from './ids.js';
import { subQueryOf, type ListSource, type Select } from './list-source.js';
import { isMine, isMineToTake, selectTasks, toTaskRow } from './task-lists.js';

/**
 * Where the viewer goes on after working on a process: a task of theirs, or one they may take, of this process, else
 * of a child, of the parent, of a sibling, as far as these are asked for. The more urgent first, then the older. One
 * statement, and mostly the planner's work: so it names no relative that the process cannot have.
 */
export async function readNextTask(
  source: ListSource,
  viewer: Viewer,
  { processId, among, kinds, flows, now }: NextTaskQuery,
): Promise<TaskRow | undefined> {
  const id = toId(processId);
  if (!id || among.length === 0) return undefined;
  const query = selectTasks(source);
  const bind = new Bindings(query);
  const mine = isMine(viewer, now, bind);
  query
    .where('task.live = true')
    .andWhere(`process.status = ${bind.value('NEW' satisfies ProcessStatus)}`)
    .andWhere(bind.among('task.kind', kinds))
    .andWhere(`((${mine}) OR (${isMineToTake(viewer, bind, source.dialect)}))`);
  if (among.every((relative) => relative === 'self')) {
    // Of the task too: MariaDB does not carry it over from one to the other.
    query.andWhere(`task.processId = ${bind.value(id)}`);
  } else {
    query
      .innerJoin(family(query, { id: bind.value(id), among }), 'family', 'family.id = process.id')
      .orderBy('family.nearness');
  }
  if (flows) query.andWhere(bind.among('process.flow', flows));
  source.limitToVisible(query, viewer.user);
  const found = await query
    .addSelect(`CASE WHEN ${mine} THEN 0 ELSE 1 END`, 'offered')
    .addOrderBy('offered')
    .addOrderBy('task.priority', 'DESC')
    .addOrderBy('task.id')
    .limit(1)
    .getOne();
  return found ? toTaskRow(found) : undefined;
}

/** Those relatives of a process, itself among them, each with how near it is. */
function family(query: Select, { id, among }: { id: string; among: readonly Relative[] }): string {
  const self = () => subQueryOf<object>(query).from(Process, 'self').where(`self.id = ${id}`);
  const called = () => self().innerJoin(Task, 'caller', 'caller.id = self.parentTaskId');
  const relatives: Readonly<Record<Relative, () => SelectQueryBuilder<object>>> = {
    self: () => self().select('self.id', 'id'),
    child: () =>
      subQueryOf<object>(query)
        .select('child.id', 'id')
        .from(Process, 'child')
        .innerJoin(Task, 'caller', 'caller.id = child.parentTaskId')
        .where(`caller.processId = ${id}`),
    parent: () => called().select('caller.processId', 'id'),
    sibling: () =>
      called()
        .select('sibling.id', 'id')
        .innerJoin(Task, 'other', 'other.processId = caller.processId')
        .innerJoin(Process, 'sibling', 'sibling.parentTaskId = other.id')
        .andWhere(`sibling.id <> ${id}`),
  };
  const parts = Object.entries(relatives)
    .map(([relative, select], nearness) => ({ relative: relative as Relative, select, nearness }))
    .filter(({ relative }) => among.includes(relative))
    .map(({ select, nearness }) => select().addSelect(`${nearness}`, 'nearness').getQuery().slice(1, -1));
  return `(${parts.join(' UNION ALL ')})`;
}
