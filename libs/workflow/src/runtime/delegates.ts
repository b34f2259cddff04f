import type { Task } from '../model/task.entity.js';

/** These users, and whoever did one of these tasks of theirs as a delegate. */
export function withDelegates(userIds: readonly string[], tasks: Iterable<Task>): string[] {
  const all = new Set(userIds);
  for (const { owner, delegates } of tasks) {
    if (owner !== null && userIds.includes(owner)) for (const id of delegates ?? []) all.add(id);
  }
  return [...all];
}
