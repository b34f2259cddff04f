import type { TaskStatus } from '../model/status.js';
import type { Task } from '../model/task.entity.js';
import { AttemptOver } from './attempt-over.js';
import type { WorkflowStore } from './ports/workflow-store.js';

/** How long an attempt of which nothing is heard is left alone, in milliseconds. */
export const LEASE = 30_000;

/** An attempt at a job that this instance makes. */
export class AttemptInHand {
  /** Its body has ended, and what came of it is being stored: nothing disturbs it any more. */
  isEnding = false;
  private readonly over = new AbortController();

  constructor(
    readonly id: string,
    readonly attempt: number,
    readonly processId: string,
  ) {}

  /** Aborted with {@link AttemptOver} when there is nothing left to do it for. */
  get signal(): AbortSignal {
    return this.over.signal;
  }

  /** Its task has gone another way, and this is committed. */
  end(status: TaskStatus | null): void {
    if (!this.isEnding) this.over.abort(new AttemptOver(this.id, this.attempt, status));
  }
}

/**
 * The attempts at jobs that this instance makes. Their leases are short and renewed, so that the job of a worker that
 * died is soon taken by another one, however long an attempt may take. An attempt whose task goes another way is told.
 */
export class AttemptsInHand {
  private readonly attempts = new Set<AttemptInHand>();

  constructor(private readonly store: Pick<WorkflowStore, 'renewLeases'>) {}

  /** Takes in an attempt that begins, under the lock of its process; it stays until it is let go. */
  take({ id, attempts, processId }: Pick<Task, 'id' | 'attempts' | 'processId'>): AttemptInHand {
    const taken = new AttemptInHand(id, attempts, processId);
    this.attempts.add(taken);
    return taken;
  }

  letGo(attempt: AttemptInHand): void {
    this.attempts.delete(attempt);
  }

  /** Whether the body of an attempt at this task runs here: whatever its lease says, its worker is alive. */
  isRunning(taskId: string): boolean {
    for (const { id, isEnding, signal } of this.attempts) {
      if (id === taskId && !isEnding && !signal.aborted) return true;
    }
    return false;
  }

  /** Whether an attempt at a task of this process is in hand. */
  isAnyOf(processId: string): boolean {
    for (const attempt of this.attempts) if (attempt.processId === processId) return true;
    return false;
  }

  /** A transition that has seen these tasks has committed. One from before an attempt began may tell of it late. */
  committed(tasks: Iterable<Pick<Task, 'id' | 'status' | 'attempts'>>): void {
    if (this.attempts.size === 0) return;
    const byId = new Map([...tasks].map((task) => [task.id, task]));
    for (const attempt of this.attempts) {
      const task = byId.get(attempt.id);
      if (task && isOver(attempt, task)) attempt.end(task.status);
    }
  }

  /** Puts off the ends of all leases, and tells the attempts that other instances have ended. */
  async renew(now: Date): Promise<void> {
    const attempts = [...this.attempts];
    if (attempts.length === 0) return;
    const ended = await this.store.renewLeases({
      attempts: attempts.map(({ id, attempt }) => ({ id, attempt })),
      leaseUntil: new Date(now.getTime() + LEASE),
    });
    for (const { id, attempt, status } of ended) {
      attempts.find((one) => one.id === id && one.attempt === attempt)?.end(status);
    }
  }
}

/** Whether a task has gone another way than this attempt; one in which it has not even begun has not. */
export function isOver(
  { attempt }: Pick<AttemptInHand, 'attempt'>,
  task: Pick<Task, 'status' | 'attempts'>,
): boolean {
  return task.attempts > attempt || (task.attempts === attempt && task.status !== 'STARTED');
}
