import { In, IsNull, Not, type EntityManager } from 'typeorm';
import { Task } from '../model/task.entity.js';
import type { Claimed } from '../runtime/ports/due-work.js';

/** Makes claimed tasks due at another moment than the end of their lease; those that have moved on stay. */
export async function putBack(
  manager: EntityManager,
  claimed: readonly Claimed[],
  dueAt: Date,
): Promise<void> {
  const byLease = new Map<number, string[]>();
  for (const { id, leaseUntil } of claimed) {
    const lease = leaseUntil.getTime();
    byLease.set(lease, [...(byLease.get(lease) ?? []), id]);
  }
  for (const [lease, ids] of byLease) {
    await manager.update(Task, { id: In(ids), scheduledAt: new Date(lease) }, { scheduledAt: dueAt });
  }
}

/** The names of all lines in which a task stands. */
export async function lines(manager: EntityManager): Promise<string[]> {
  const found = await manager
    .createQueryBuilder(Task, 'task')
    .select('task.queue', 'line')
    .distinct()
    .where({ scheduledAt: Not(IsNull()), queue: Not(IsNull()) })
    .getRawMany<{ line: string }>();
  return found.map(({ line }) => line);
}
