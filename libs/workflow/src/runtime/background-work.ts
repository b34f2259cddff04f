import { NotFoundError } from '../errors.js';
import type { Executor } from './executor.js';
import type { FlowRegistry } from './flow-registry.js';
import { JobBody, type JobAttempt } from './job-body.js';
import { behaviourOf } from './node-behaviour.js';
import type { Clock } from './ports/clock.js';
import type { DueTask, WorkflowStore } from './ports/workflow-store.js';

/** What came of a due task: it was done; there was nothing to do (any more); an attempt at it failed. */
export type Outcome = 'done' | 'nothing' | 'failed';

/** Does what is due: fires timers, and runs jobs — begins under the lock, works without it, completes under it. */
export class BackgroundWork {
  constructor(
    private readonly executor: Executor,
    private readonly store: WorkflowStore,
    private readonly registry: FlowRegistry,
    private readonly clock: Clock,
  ) {}

  /**
   * Does what is due on a task. Doing it twice, or at the same time elsewhere, does it once.
   *
   * @param stopping - aborted when the worker has to stop; the attempt then counts as failed, and is tried again.
   * @throws {ProcessBusyError} when the process is locked: it is still due, and comes again after its lease.
   */
  async do(due: DueTask, stopping?: AbortSignal): Promise<Outcome> {
    const node = this.registry.named(due.flow).graph.find(due.node);
    if (!node) return 'nothing';
    const how = behaviourOf(node).due;
    if (how === 'job') return this.runJob(due, stopping);
    if (how !== 'fire') return 'nothing';
    const fired = await this.once(() =>
      this.executor.activate(due.id, { failures: 'keep' }, ({ task }, session) =>
        session.reactions.fire(task),
      ),
    );
    return fired === true ? 'done' : 'nothing';
  }

  private async runJob(due: DueTask, stopping?: AbortSignal): Promise<Outcome> {
    const { id: taskId } = due;
    const job = await this.once(() => this.begin(due));
    if (!job) return 'nothing';
    const body = new JobBody(job, () => this.store.manager, this.clock.now());
    const timeout = AbortSignal.timeout(job.timeout);
    const signal = stopping ? AbortSignal.any([timeout, stopping]) : timeout;
    const outcome = await body.run(signal).then(
      (result: unknown) => ({ result }),
      (error: unknown) => ({ error }),
    );
    const ended = await this.once(() =>
      this.executor.activate(taskId, { failures: 'keep' }, async ({ process, task }, { jobs }) => {
        if ('error' in outcome) return jobs.fail(task, job.attempt, outcome.error);
        if (task.status !== 'STARTED' || task.attempts !== job.attempt) return false;
        body.applyTo(process.data);
        return jobs.complete(task, job.attempt, outcome.result);
      }),
    );
    if (!ended) return 'nothing';
    return 'error' in outcome ? 'failed' : 'done';
  }

  private begin({ id, leaseUntil }: DueTask): Promise<JobAttempt | undefined> {
    return this.executor.activate(
      id,
      { failures: 'keep' },
      async ({ process, task, flow, node }, { jobs }) => {
        if (!(await jobs.begin(task, leaseUntil))) return undefined;
        return {
          flow,
          instance: this.registry.instanceOf(flow),
          process,
          task,
          attempt: task.attempts,
          timeout: behaviourOf(node).job?.(node).timeout ?? 0,
        };
      },
    );
  }

  /** A task that is gone has nothing to do. */
  private async once<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }
}
