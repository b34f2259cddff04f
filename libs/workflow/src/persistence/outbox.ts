import { In, IsNull, LessThan, MoreThan, QueryFailedError, type EntityManager } from 'typeorm';
import { WorkflowEvent } from '../model/event.entity.js';
import { WorkflowMessage } from '../model/message.entity.js';
import { Process } from '../model/process.entity.js';
import { Task } from '../model/task.entity.js';

const GIVEN_UP = { deliveredAt: IsNull(), retryAt: IsNull() };

/** Which events to take for delivery. */
export interface EventRequest {
  readonly now: Date;
  readonly leaseUntil: Date;
  readonly limit: number;
}

/*
 * What passes between processes. None of it is on the path of an ordinary transition, so that TypeORM's own queries
 * serve, the same on every family of databases.
 */

/** Takes events that are to be delivered; inside a transaction of its own. */
export async function claimEvents(manager: EntityManager, request: EventRequest): Promise<WorkflowEvent[]> {
  const events = await manager
    .createQueryBuilder(WorkflowEvent, 'event')
    .where('event.retryAt <= :now', { now: request.now })
    .orderBy('event.retryAt')
    .addOrderBy('event.id')
    .limit(request.limit)
    .setLock('pessimistic_write')
    .setOnLocked('skip_locked')
    .getMany();
  if (events.length === 0) return [];
  await manager.update(
    WorkflowEvent,
    { id: In(events.map(({ id }) => id)) },
    { retryAt: request.leaseUntil },
  );
  return events.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Events whose delivery was given up, oldest first. */
export function givenUpEvents(
  manager: EntityManager,
  limit: number,
  after?: string,
): Promise<WorkflowEvent[]> {
  return manager.find(WorkflowEvent, {
    where: { ...GIVEN_UP, ...(after === undefined ? {} : { id: MoreThan(after) }) },
    order: { id: 'ASC' },
    take: limit,
  });
}

/** Makes an event whose delivery was given up due again, untried. */
export async function reopenEvent(
  manager: EntityManager,
  id: string,
  retryAt: Date,
): Promise<WorkflowEvent | undefined> {
  const { affected } = await manager.update(WorkflowEvent, { id, ...GIVEN_UP }, { retryAt, attempts: 0 });
  return affected === 1 ? ((await manager.findOneBy(WorkflowEvent, { id })) ?? undefined) : undefined;
}

/** Marks an event as delivered; false when it was before. */
export async function settleEvent(manager: EntityManager, id: string, at: Date): Promise<boolean> {
  const { affected } = await manager
    .createQueryBuilder()
    .update(WorkflowEvent)
    .set({ deliveredAt: at, retryAt: null })
    .where('id = :id and deliveredAt is null', { id })
    .execute();
  return affected === 1;
}

/** Ids of tasks that wait for this, oldest first, made before the given id. */
export async function waitingFor(manager: EntityManager, what: string, before?: string): Promise<string[]> {
  const tasks = await manager.find(Task, {
    select: { id: true },
    where: { externalId: what, live: true, ...(before === undefined ? {} : { id: LessThan(before) }) },
    order: { id: 'ASC' },
  });
  return tasks.map(({ id }) => id);
}

/** Ids of the running processes that this task has started. */
export async function runningChildren(manager: EntityManager, taskId: string): Promise<string[]> {
  const children = await manager.find(Process, {
    select: { id: true },
    where: { parentTaskId: taskId, status: 'NEW' },
    order: { id: 'ASC' },
  });
  return children.map(({ id }) => id);
}

/** The processes that this task has started, in the order they were made. */
export function childrenOf(manager: EntityManager, taskId: string): Promise<Process[]> {
  return manager.find(Process, { where: { parentTaskId: taskId }, order: { id: 'ASC' } });
}

/** Adds a message; false when one with its id was added before. Waits for a concurrent one to end. */
export async function addMessage(manager: EntityManager, message: WorkflowMessage): Promise<boolean> {
  try {
    await manager.transaction((within) => within.insert(WorkflowMessage, message as object));
    return true;
  } catch (error) {
    if (error instanceof QueryFailedError && (await manager.existsBy(WorkflowMessage, { id: message.id })))
      return false;
    throw error;
  }
}

/** Takes a message, once; false when it was taken before. */
export async function consumeMessage(manager: EntityManager, id: string, at: Date): Promise<boolean> {
  const { affected } = await manager.update(
    WorkflowMessage,
    { id, consumedAt: IsNull() },
    { consumedAt: at },
  );
  return affected === 1;
}

/** The oldest message to this recipient that nobody has taken and whose time is not over. */
export async function waitingMessage(
  manager: EntityManager,
  recipient: string,
  now: Date,
): Promise<WorkflowMessage | undefined> {
  const message = await manager.findOne(WorkflowMessage, {
    where: { recipient, consumedAt: IsNull(), expiresAt: MoreThan(now) },
    order: { createdAt: 'ASC', id: 'ASC' },
  });
  return message ?? undefined;
}

/** Forgets messages whose time was over before this moment; sent again after that, they act again. */
export async function forgetMessages(manager: EntityManager, before: Date): Promise<void> {
  await manager.delete(WorkflowMessage, { expiresAt: LessThan(before) });
}
