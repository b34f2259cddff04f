import type { Clock } from '../runtime/ports/clock.js';
import type { JobQueue } from '../runtime/ports/job-queue.js';
import type { WorkflowStore } from '../runtime/ports/workflow-store.js';

/** What a queue is made with. */
export interface QueueParts {
  /** The task table, in which it finds again what it has lost. */
  readonly store: Pick<WorkflowStore, 'claimDue' | 'putBack' | 'lines'>;
  readonly clock: Clock;
  /** How often to look into the task table, in milliseconds. */
  readonly poll: number;
}

/** Makes the queue of an instance of the application. */
export type QueueEngine = (parts: QueueParts) => JobQueue;
