import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { ScheduledStart } from '../model/scheduled-start.entity.js';
import type { StartRequest } from '../runtime/ports/due-work.js';

/*
 * Start timers. They are few, and none is on the path of an ordinary transition, so that TypeORM's own queries serve,
 * the same on every family of databases.
 */

/** All of them. */
export function scheduledStarts(manager: EntityManager): Promise<ScheduledStart[]> {
  return manager.find(ScheduledStart, { order: { flow: 'ASC', node: 'ASC' } });
}

/** Adds one, unless it is there. */
export async function planStart(manager: EntityManager, start: ScheduledStart): Promise<void> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(ScheduledStart)
    .values({ ...start })
    .orIgnore()
    .updateEntity(false)
    .execute();
}

/**
 * Locks the one of these that is due longest; those that are locked are passed over. One by one and by their keys:
 * MariaDB locks every row that such a question reads.
 */
export async function takeDueStart(
  manager: EntityManager,
  { now, starts }: StartRequest,
): Promise<ScheduledStart | undefined> {
  const due = await manager.find(ScheduledStart, {
    select: { flow: true, node: true },
    where: starts.map(({ flow, node }) => ({ flow, node, scheduledAt: LessThanOrEqual(now) })),
    order: { scheduledAt: 'ASC' },
  });
  for (const { flow, node } of due) {
    const taken = await manager.findOne(ScheduledStart, {
      where: { flow, node, scheduledAt: LessThanOrEqual(now) },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (taken) return taken;
  }
  return undefined;
}

/** Writes what became of one. */
export async function writeStart(
  manager: EntityManager,
  { flow, node, ...values }: ScheduledStart,
): Promise<void> {
  await manager.update(ScheduledStart, { flow, node }, values);
}
