import type { TaskStatus } from '../model/status.js';

/**
 * Why `activation.signal` of a job is aborted when there is nothing left to do it for: its task was cancelled, alone
 * or with its process, was interrupted by an event on its border or skipped, or another attempt has begun because this
 * one's worker was taken for dead. Whatever the body still does, its result is ignored.
 *
 * @example
 * signal?.addEventListener('abort', () => {
 *   if (signal.reason instanceof AttemptOver) this.printer.takeBack(order);
 * });
 */
export class AttemptOver extends Error {
  readonly code = 'ATTEMPT_OVER';

  constructor(
    readonly taskId: string,
    readonly attempt: number,
    /** How the task is now; `null` when it is there no more. */
    readonly status: TaskStatus | null,
  ) {
    super(`Expected attempt ${attempt} at task ${taskId} to be under way, but ${whatIs(status)}.`);
    this.name = 'AttemptOver';
  }
}

function whatIs(status: TaskStatus | null): string {
  if (status === null) return 'the task is gone';
  return status === 'STARTED' ? 'another attempt has begun' : `the task is ${status}`;
}
