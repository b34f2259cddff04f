import type { Task } from '../model/task.entity.js';
import { LEASE } from './attempts-in-hand.js';
import type { Engine } from './engine.js';
import { describeFailure } from './failure.js';
import { behaviourOf } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/** How long after its timeout an attempt that was never heard of again is taken for lost at the latest, in milliseconds. */
const LEASE_MARGIN = 10_000;

/** The last attempt at a job was never heard of again: its worker died, or was cut off. */
class AttemptLost extends Error {
  readonly code = 'ATTEMPT_LOST';

  constructor(attempt: number) {
    super(`Attempt ${attempt} was not heard of again within its time: its worker may have died.`);
  }
}

/** Attempts at a job: each begins and ends under the lock, and its body runs between, without it. */
export class JobAttempts {
  constructor(
    private readonly context: ProcessContext,
    private readonly engine: Engine,
  ) {}

  /**
   * An attempt at a job begins: until its lease is over, which its worker renews, the task is this attempt's. Its body
   * runs without the lock.
   * Of deliveries of the same attempt the first begins it.
   *
   * @returns whether there is something to do: it is the attempt the task waits for, and attempts are left.
   */
  async begin(task: Task, attempt: number): Promise<boolean> {
    const { context } = this;
    const node = context.nodeOf(task);
    const rule = behaviourOf(node).job?.(node);
    if (!rule || task.attempts + 1 !== attempt || (task.status !== 'SCHEDULED' && task.status !== 'STARTED'))
      return false;
    if (task.status === 'STARTED' && task.attempts >= rule.attempts) {
      task.attempts -= 1;
      await this.engine.failures.fail(task, new AttemptLost(task.attempts + 1));
      await this.engine.drain();
      return false;
    }
    task.attempts += 1;
    task.startedAt = context.now;
    context.setStatus(task, 'STARTED');
    task.scheduledAt = new Date(context.now.getTime() + Math.min(rule.timeout + LEASE_MARGIN, LEASE));
    context.work.record('task.started', task, { attempt: task.attempts });
    return true;
  }

  /** Whether this attempt at a job has begun and not ended, and no other has begun since. */
  isUnderWay(task: Task, attempt: number): boolean {
    return task.status === 'STARTED' && task.attempts === attempt;
  }

  /** An attempt at a job has succeeded: its task is done, and the process runs on. A late attempt changes nothing. */
  async complete(task: Task, attempt: number, result: unknown): Promise<boolean> {
    if (!this.isUnderWay(task, attempt)) return false;
    this.engine.moved = true;
    const exits = await behaviourOf(this.context.nodeOf(task)).exits(this.context.step(task), result);
    await this.engine.leave(task, exits);
    await this.engine.drain();
    return true;
  }

  /** An attempt at a job has failed: there is another one after a while, or the task has failed for good. */
  async fail(task: Task, attempt: number, error: unknown): Promise<boolean> {
    const { context } = this;
    if (!this.isUnderWay(task, attempt)) return false;
    const node = context.nodeOf(task);
    const rule = behaviourOf(node).job?.(node);
    if (rule && attempt < rule.attempts) {
      task.error = describeFailure(error, attempt);
      context.schedule(task, new Date(context.now.getTime() + rule.backoff(attempt)));
      return true;
    }
    task.attempts -= 1;
    await this.engine.failures.fail(task, error);
    await this.engine.drain();
    return true;
  }
}
