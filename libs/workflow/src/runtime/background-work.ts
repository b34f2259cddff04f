import { setTimeout as pause } from 'node:timers/promises';
import { NotFoundError, ProcessBusyError } from '../errors.js';
import type { Activation } from './activation.js';
import type { ActivateOptions } from './activate-options.js';
import type { Task } from '../model/task.entity.js';
import { AttemptLimit } from './attempt-limit.js';
import type { AttemptInHand } from './attempts-in-hand.js';
import type { Executor } from './executor.js';
import type { FlowRegistry } from './flow-registry.js';
import { JobBody, type JobAttempt } from './job-body.js';
import { deliveryOf } from './job-deliveries.js';
import { behaviourOf } from './node-behaviour.js';
import type { Clock } from './ports/clock.js';
import type { JobDelivery, JobOutcome } from './ports/job-queue.js';
import type { DueTask } from './ports/due-work.js';
import type { WorkflowStore } from './ports/workflow-store.js';
import type { Session } from './session.js';

/** How long to wait for the lock of a process in which a timer is due; then it is left for the next time. */
const TIMER_WAIT = 100;

/** How often to ask for the lock again to store what a job has done, and how long to pause before that, doubling. */
const ENDING = { tries: 6, pause: 250 };

/** Does what is due: fires timers, and runs jobs — begins under the lock, works without it, completes under it. */
export class BackgroundWork {
  constructor(
    private readonly executor: Executor,
    private readonly store: Pick<WorkflowStore, 'manager' | 'transaction'>,
    private readonly registry: FlowRegistry,
    private readonly clock: Clock,
  ) {}

  /** Does what is due on a claimed task, whichever it is. */
  async do(due: DueTask): Promise<JobOutcome> {
    const node = this.registry.named(due.flow).graph.find(due.node);
    if (!node) return 'nothing';
    if (behaviourOf(node).due === 'job') return this.run(deliveryOf(due, this.clock.now()));
    return this.fire(due);
  }

  /**
   * Lets a timer fire. Doing it twice, or at the same time elsewhere, does it once. What cannot be done at all counts
   * as an attempt on the task: it is tried again a few times, and then the task has failed.
   */
  async fire(due: Pick<DueTask, 'id' | 'flow' | 'node'>): Promise<JobOutcome> {
    const node = this.registry.named(due.flow).graph.find(due.node);
    if (!node || behaviourOf(node).due !== 'fire') return 'nothing';
    const options = { wait: TIMER_WAIT };
    try {
      const fired = await this.visit(due.id, options, ({ task }, { reactions }) => reactions.fire(task));
      return fired === true ? 'done' : 'nothing';
    } catch (error) {
      if (error instanceof ProcessBusyError) return 'busy';
      await this.visit(due.id, options, ({ task }, { reactions }) => reactions.notFired(task, error));
      return 'failed';
    }
  }

  /**
   * Makes an attempt at a job. Deliveries of the same attempt, one after another or at the same time, make it once.
   *
   * @param stopping - aborted when the worker has to stop; the attempt then counts as failed, and is tried again.
   */
  async run(delivery: JobDelivery, stopping?: AbortSignal): Promise<JobOutcome> {
    const { attempts } = this.executor;
    let inHand: AttemptInHand | undefined;
    try {
      const job = await this.begin(delivery, (task) => (inHand = attempts.take(task)));
      return job && inHand ? await this.make(job, inHand, stopping) : 'nothing';
    } catch (error) {
      if (!inHand?.isEnding && error instanceof ProcessBusyError) return 'busy';
      throw error;
    } finally {
      if (inHand) attempts.letGo(inHand);
    }
  }

  private async make(
    job: JobAttempt,
    inHand: AttemptInHand,
    stopping: AbortSignal | undefined,
  ): Promise<JobOutcome> {
    if (inHand.signal.aborted) return 'nothing';
    const body = new JobBody(job, this.store, this.clock.now());
    const limit = new AttemptLimit(job.timeout, [inHand.signal, ...(stopping ? [stopping] : [])]);
    const outcome = await body
      .run(limit.signal)
      .then(
        (result: unknown) => ({ result }),
        (error: unknown) => ({ error }),
      )
      .finally(() => {
        limit.lift();
      });
    // Whoever ended the attempt has stored how.
    if (inHand.signal.aborted) return 'nothing';
    inHand.isEnding = true;
    if ('error' in outcome) return this.failed(job, outcome.error);
    try {
      return (await this.completed(job, body, outcome.result)) ? 'done' : 'nothing';
    } catch (error) {
      if (error instanceof ProcessBusyError) throw error;
      // The body has run, but what follows it cannot be stored: that is how this attempt ends.
      return this.failed(job, error);
    }
  }

  private begin(
    { taskId, attempt }: JobDelivery,
    begun: (task: Task) => void,
  ): Promise<JobAttempt | undefined> {
    return this.visit(taskId, {}, async ({ process, task, flow, node }, { jobs }) => {
      if (!(await jobs.begin(task, attempt))) return undefined;
      begun(task);
      return {
        flow,
        instance: this.registry.instanceOf(flow),
        process,
        task,
        attempt,
        timeout: behaviourOf(node).job?.(node).timeout ?? 0,
      };
    });
  }

  private completed(job: JobAttempt, body: JobBody, result: unknown): Promise<boolean | undefined> {
    return this.ending(job, async ({ process, task }, { jobs }) => {
      if (!jobs.isUnderWay(task, job.attempt)) return false;
      body.applyTo(process.data);
      return jobs.complete(task, job.attempt, result);
    });
  }

  private async failed(job: JobAttempt, error: unknown): Promise<JobOutcome> {
    const counts = await this.ending(job, ({ task }, { jobs }) => jobs.fail(task, job.attempt, error));
    return counts ? 'failed' : 'nothing';
  }

  /** What was done must not be lost because others hold the lock for long. */
  private async ending<T>(
    { task: { id } }: JobAttempt,
    work: (activation: Activation, session: Session) => Promise<T>,
  ): Promise<T | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.visit(id, {}, work);
      } catch (error) {
        if (!(error instanceof ProcessBusyError) || attempt === ENDING.tries) throw error;
        await pause(ENDING.pause * 2 ** (attempt - 1));
      }
    }
  }

  /** What nodes throw stays on their tasks. A task that is gone has nothing to do. */
  private async visit<T>(
    taskId: string,
    options: Pick<ActivateOptions, 'wait'>,
    work: (activation: Activation, session: Session) => Promise<T> | T,
  ): Promise<T | undefined> {
    try {
      return await this.executor.activate(taskId, { failures: 'keep', ...options }, work);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }
}
