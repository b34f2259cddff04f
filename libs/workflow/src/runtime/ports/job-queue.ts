import type { QueueRule } from '../../definition/job-queues.js';

/** One attempt at a job, on its way to a worker. */
export interface JobDelivery {
  /** Every attempt has an id of its own; what comes again under the same id is the same attempt. */
  readonly id: string;
  readonly taskId: string;
  /** Which attempt at the task it is, from 1. */
  readonly attempt: number;
  readonly flow: string;
  readonly node: string;
  readonly queue: string;
  /** When it is to be made. */
  readonly dueAt: Date;
}

/** What came of a delivery: done; nothing to do (any more); the attempt failed; its process was locked. */
export type JobOutcome = 'done' | 'nothing' | 'failed' | 'busy';

/**
 * Makes an attempt at a job. What the job throws is kept on its task, and what becomes of it is the task row's matter.
 *
 * @param stopping - aborted when the worker has to stop.
 * @throws when the attempt could not be begun or ended at all: the database is gone, for one.
 */
export type RunJob = (job: JobDelivery, stopping: AbortSignal) => Promise<JobOutcome>;

/** What a worker takes from a queue. */
export interface JobWork {
  /** The queues it is there for, with how many jobs run at once of each. */
  readonly queues: readonly Required<QueueRule>[];
  /** Jobs that stand in a queue no flow names any more are its as well. */
  readonly strays: boolean;
  readonly run: RunJob;
}

/** How a queue is. */
export interface QueueHealth {
  /** Jobs in hand in this instance. */
  readonly active: number;
  /** When it last looked for jobs without an error, or was last told of one. */
  readonly lastLook: Date | null;
  /** What is wrong now, if anything is. */
  readonly error: string | null;
}

/**
 * Brings jobs to workers. The task row is the truth: whatever a queue loses, forgets or brings twice, a job is run
 * until it completes, and completes once. A queue is one of several engines behind this port, and one conformance
 * suite runs over all of them.
 *
 * What a queue owes:
 * - a job is brought when its transition has committed and it is due, never before;
 * - an attempt is brought again when whoever took it did not begin it;
 * - an attempt whose lease is over is followed by the next one;
 * - a process that is locked (`busy`) is left alone for a moment, and its job brought again;
 * - no more jobs of a queue run at once in one worker than it says.
 */
export interface JobQueue {
  /** Gets ready to take in jobs: the application has started. */
  open(): void;

  /** Takes in jobs whose transition has committed. Never fails: what it cannot take it finds in the task table later. */
  enqueue(jobs: readonly JobDelivery[]): Promise<void>;

  /** Forgets jobs that were withdrawn before a worker took them. Never fails: a late delivery does nothing. */
  withdraw(jobs: readonly JobDelivery[]): Promise<void>;

  /** Begins to bring jobs to this instance. */
  start(work: JobWork): void;

  /** Takes no more jobs; lets those in hand end within `grace` milliseconds, then aborts them and waits for that. */
  stop(grace: number): Promise<void>;

  /** Gives up what it holds, connections for one, whether it was started or not. */
  close(): Promise<void>;

  health(): QueueHealth;
}
