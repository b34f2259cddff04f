import { queuesOf } from '../definition/job-queues.js';
import { TIMERS } from '../model/task.entity.js';
import { BackgroundWork } from '../runtime/background-work.js';
import type { Executor } from '../runtime/executor.js';
import type { FlowRegistry } from '../runtime/flow-registry.js';
import type { Messages } from '../runtime/messages.js';
import { Outbox } from '../runtime/outbox.js';
import type { Clock } from '../runtime/ports/clock.js';
import type { WorkflowStore } from '../runtime/ports/workflow-store.js';
import { StartTimers } from '../runtime/start-timers.js';

/** What a {@link RunWorker} works with. */
export interface RunWorkerParts {
  readonly executor: Executor;
  readonly store: WorkflowStore;
  readonly registry: FlowRegistry;
  readonly clock: Clock;
  readonly messages: Messages;
}

/** Does a run's background work, one thing after another, whenever it is told. */
export class RunWorker {
  private readonly background: BackgroundWork;
  private readonly outbox: Outbox;
  private readonly timers: StartTimers;

  constructor(private readonly parts: RunWorkerParts) {
    const { executor, store, registry, clock, messages } = parts;
    this.background = new BackgroundWork(executor, store, registry, clock);
    this.outbox = new Outbox(executor, store, messages, clock);
    this.timers = new StartTimers(executor, store, registry, clock);
  }

  /** Notes when start timers are due that are new: before the clock is moved on. */
  plan(): Promise<void> {
    return this.timers.plan();
  }

  /** Does what is due by now and what that brings about, until nothing is due. Answers how much that was. */
  async work(): Promise<number> {
    const { registry, clock, store } = this.parts;
    const queues = queuesOf(registry.all()).map(({ name }) => name);
    const lines = [TIMERS, ...queues].map((line) => ({ line, limit: 100 }));
    let done = 0;
    for (;;) {
      const delivered = (await this.outbox.sweep()) + (await this.timers.sweep());
      done += delivered;
      const now = clock.now();
      const due = await store.claimDue({ now, leaseUntil: new Date(now.getTime() + 1), lines });
      if (due.length === 0 && delivered === 0) return done;
      let idle = delivered === 0;
      for (const task of due) {
        if ((await this.background.do(task)) === 'nothing') continue;
        idle = false;
        done += 1;
      }
      if (idle) return done;
    }
  }
}
