import type { ScheduledStart } from '../../model/scheduled-start.entity.js';
import type { TaskStatus } from '../../model/status.js';

/** Which due tasks to take. */
export interface DueRequest {
  readonly now: Date;
  readonly leaseUntil: Date;
  /** How many at most of each line. */
  readonly lines: readonly { readonly line: string; readonly limit: number }[];
}

/** Which leases to renew, and until when. */
export interface RenewalRequest {
  /** At least one: the id of its task, and which attempt it is. */
  readonly attempts: readonly { readonly id: string; readonly attempt: number }[];
  readonly leaseUntil: Date;
}

/** An attempt that has begun and is not under way any more. */
export interface EndedAttempt {
  readonly id: string;
  readonly attempt: number;
  /** How its task is now; `null` when it is there no more. */
  readonly status: TaskStatus | null;
}

/** A task that was claimed, and until when. */
export type Claimed = Pick<DueTask, 'id' | 'leaseUntil'>;

/** Which of the start timers may be taken. */
export interface StartRequest {
  readonly now: Date;
  /** At least one. */
  readonly starts: readonly Pick<ScheduledStart, 'flow' | 'node'>[];
}

/** A task that background work is due on. */
export interface DueTask {
  readonly id: string;
  readonly flow: string;
  readonly node: string;
  /** The line it stood in. */
  readonly line: string;
  /** How often it was tried before. */
  readonly attempts: number;
  /** Until when it is kept for whoever took it. */
  readonly leaseUntil: Date;
}
