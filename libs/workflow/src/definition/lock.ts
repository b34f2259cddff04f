import type { Duration } from './durations.js';

/**
 * How a process is kept to one transition at a time. Made by {@link pessimisticWrite}, {@link advisory}
 * or {@link noLock}, and given to `@Flow({ lock })`.
 */
export interface LockStrategy {
  readonly kind: 'pessimistic-write' | 'advisory' | 'none';
  /** How long a transition waits for the lock before it fails with `process-busy` (423). */
  readonly wait: Duration;
}

/**
 * Locks the process row itself, as `SELECT … FOR UPDATE` does. The default, with a wait of 5 seconds.
 *
 * @example
 * \@Flow({ data: Claim, lock: pessimisticWrite({ wait: '2s' }) })
 */
export function pessimisticWrite({ wait = '5s' }: { wait?: Duration } = {}): LockStrategy {
  return { kind: 'pessimistic-write', wait };
}

/**
 * Locks a number derived from the process's id in the database's own lock table and leaves the row unlocked,
 * so that other code may update the row meanwhile. Costs one statement more than {@link pessimisticWrite}.
 */
export function advisory({ wait = '5s' }: { wait?: Duration } = {}): LockStrategy {
  return { kind: 'advisory', wait };
}

/** No lock at all, for flows that never branch and are never worked on by two at once. */
export const noLock: LockStrategy = { kind: 'none', wait: 0 };
