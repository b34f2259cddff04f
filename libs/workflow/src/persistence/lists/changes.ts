import { OUTBOX_EVENT_TYPES, WorkflowEvent } from '../../model/event.entity.js';
import { Process } from '../../model/process.entity.js';
import { Task } from '../../model/task.entity.js';
import { changed } from '../../runtime/change-feed.js';
import { firstIdOf } from '../../runtime/ids.js';
import type { EventChange, Viewer } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import type { ListSource } from './list-source.js';
import { takesPart } from './participation.js';
import { seesFlow } from './task-lists.js';

interface ChangeRow {
  readonly id: string;
  readonly flow: string;
  readonly process: string;
  readonly actor: string | null;
  readonly owner: string | null;
  readonly delegator: string | null;
  readonly permission: string | null;
}

/** The first events that were made since a moment, with whom they concern, in their order. One statement. */
export async function readChanges(
  { manager }: ListSource,
  since: Date,
  limit: number,
): Promise<EventChange[]> {
  const query = manager.createQueryBuilder(WorkflowEvent, 'event');
  const bind = new Bindings(query);
  const rows = await query
    .innerJoin(Process, 'process', 'process.id = event.processId')
    .leftJoin(Task, 'task', 'task.id = event.taskId')
    .select('event.id', 'id')
    .addSelect('process.flow', 'flow')
    .addSelect('process.id', 'process')
    .addSelect('event.actor', 'actor')
    .addSelect('task.owner', 'owner')
    .addSelect('task.delegatedBy', 'delegator')
    .addSelect('task.permission', 'permission')
    .where(`event.id >= ${bind.value(firstIdOf(since))}`)
    .andWhere(`not (${bind.among('event.type', OUTBOX_EVENT_TYPES)})`)
    .orderBy('event.id')
    .limit(limit)
    .getRawMany<ChangeRow>();
  return rows.map(({ id, flow, process, actor, owner, delegator, permission }) => {
    const users = new Set([actor, owner, delegator].filter((user) => user !== null));
    const permissions = new Set(permission === null ? [] : [permission]);
    return { eventId: id, change: changed({ flow, processId: process }, users, permissions) };
  });
}

/** Which of these processes the viewer may see. One statement. */
export async function readVisible(
  source: ListSource,
  viewer: Viewer,
  ids: readonly string[],
): Promise<string[]> {
  const query = source.manager.createQueryBuilder(Process, 'process');
  const bind = new Bindings(query);
  query
    .select('process.id', 'id')
    .where(bind.among('process.id', ids))
    .andWhere(`(${seesFlow(viewer, bind)} OR ${takesPart(query, viewer, bind, source.dialect)})`);
  source.limitToVisible(query, viewer.user);
  return (await query.getRawMany<{ id: string }>()).map(({ id }) => id);
}
