import { queuesOf } from '../definition/job-queues.js';
import { BackgroundWork } from '../runtime/background-work.js';
import type { Executor } from '../runtime/executor.js';
import type { FlowRegistry } from '../runtime/flow-registry.js';
import type { Messages } from '../runtime/messages.js';
import { Outbox } from '../runtime/outbox.js';
import type { Clock } from '../runtime/ports/clock.js';
import type { WorkflowStore } from '../runtime/ports/workflow-store.js';
import { StartTimers } from '../runtime/start-timers.js';
import { EmbeddedQueue } from './embedded/embedded-queue.js';
import { LeaseSweep } from './lease-sweep.js';
import { OutboxSweep } from './outbox-sweep.js';
import type { QueueEngine } from './queue-engine.js';
import { StartSweep } from './start-sweep.js';
import type { Sweep } from './sweep.js';
import { TidySweep } from './tidy-sweep.js';
import { TimerSweep } from './timer-sweep.js';
import { WorkerHost } from './worker-host.js';
import { Worker, workerSettings, type WorkerOptions } from './worker.js';

/** What background work is done with. */
export interface BackgroundParts {
  readonly executor: Executor;
  readonly store: WorkflowStore;
  readonly registry: FlowRegistry;
  readonly clock: Clock;
  readonly messages: Messages;
  /** What is missing in the database, if anything is; asked before anything is done. */
  readonly missing?: () => Promise<string | undefined>;
}

const embedded: QueueEngine = ({ store, clock, poll }) => new EmbeddedQueue(store, clock, poll);

/** Puts together what an instance of the application does in the background. */
export function backgroundWork(
  { worker, queue: engine = embedded }: { worker?: WorkerOptions | false; queue?: QueueEngine },
  { executor, store, registry, clock, messages, missing }: BackgroundParts,
): WorkerHost {
  // Without a worker, too, what a transition sends is delivered once it has committed, and its jobs reach the queue.
  const outbox = new Outbox(executor, store, messages, clock);
  const settings = workerSettings(worker === false ? {} : worker);
  const queue = engine({ store, clock, poll: settings.poll });
  executor.queue = queue;
  if (worker === false) return new WorkerHost(queue, undefined, missing);
  const work = new BackgroundWork(executor, store, registry, clock);
  const sweeps: Sweep[] = [
    new TimerSweep(work, store, clock, settings.concurrency),
    new StartSweep(new StartTimers(executor, store, registry, clock)),
    new OutboxSweep(outbox),
    new TidySweep(store, clock),
  ];
  const parts = {
    queue,
    sweeps,
    leases: new LeaseSweep(executor.attempts, clock),
    due: executor.due,
    changes: executor.changes,
    queues: () => queuesOf(registry.all()),
    // A worker that was stopped for a while, by its own code or by its machine, is not dead: it renews what it has.
    run: async (job, stopping) =>
      executor.attempts.isRunning(job.taskId) ? 'nothing' : work.run(job, stopping),
  } satisfies ConstructorParameters<typeof Worker>[0];
  return new WorkerHost(queue, new Worker(parts, settings), missing);
}
