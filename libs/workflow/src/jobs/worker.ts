import { Logger } from '@nestjs/common';
import { parseDuration, type Duration } from '../definition/durations.js';
import { ConfigurationError, ProcessBusyError } from '../errors.js';
import type { BackgroundWork } from '../runtime/background-work.js';
import type { DueSignal } from '../runtime/due-signal.js';
import type { Outbox } from '../runtime/outbox.js';
import type { Clock } from '../runtime/ports/clock.js';
import type { DueTask, WorkflowStore } from '../runtime/ports/workflow-store.js';

/** How an instance of the application does background work. */
export interface WorkerOptions {
  /** How many jobs and timers run at once in this instance. Default 10. */
  readonly concurrency?: number;
  /** How often to look for what is due; what this instance makes due itself is seen at once. Default `'1s'`. */
  readonly poll?: Duration;
  /** How long running jobs may go on when the application stops, before they are aborted. Default `'10s'`. */
  readonly grace?: Duration;
}

/** How the worker is. */
export interface WorkerHealth {
  readonly running: boolean;
  /** Jobs and timers in hand. */
  readonly active: number;
  /** When it last looked for work without an error. */
  readonly lastLook: Date | null;
  /** What went wrong when it last looked, if it did. */
  readonly error: string | null;
}

const DAY = 86_400_000;
/** How long answers to requests with an Idempotency-Key are kept, and messages after their time, in milliseconds. */
const KEPT = { answers: DAY, messages: 7 * DAY };
/** How often what is too old is forgotten, in milliseconds. */
const TIDY = 3_600_000;

/** How long a task is kept from other workers before its attempt begins, in milliseconds. */
const CLAIM = 30_000;

/**
 * Does background work inside the application: takes what is due from the task table — several instances at once
 * never take the same — fires timers and runs jobs. Needs no server but the database.
 */
export class Worker {
  private readonly logger = new Logger('Nestflow');
  private readonly concurrency: number;
  private readonly poll: number;
  private readonly grace: number;
  private readonly stopping = new AbortController();
  private readonly active = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  private tidied = 0;
  private running = false;
  private lastLook: Date | null = null;
  private error: string | null = null;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly work: BackgroundWork,
    private readonly outbox: Outbox,
    private readonly store: Pick<WorkflowStore, 'claimDue' | 'forget'>,
    private readonly clock: Clock,
    private readonly due: DueSignal,
    options: WorkerOptions = {},
  ) {
    this.concurrency = options.concurrency ?? 10;
    if (!Number.isInteger(this.concurrency) || this.concurrency < 1) {
      throw new ConfigurationError(
        `Expected a worker's concurrency to be a whole number from 1, but got ${this.concurrency}.`,
      );
    }
    this.poll = duration('poll', options.poll ?? '1s');
    this.grace = duration('grace', options.grace ?? '10s');
  }

  /** Begins to look for work. */
  start(): void {
    if (this.running) return;
    this.running = true;
    this.unsubscribe = this.due.on(() => {
      this.look();
    });
    this.timer = setInterval(() => {
      this.look();
    }, this.poll);
    this.look();
  }

  /** Takes no more work, lets running jobs finish within the grace period, aborts those that do not. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    clearInterval(this.timer);
    this.unsubscribe();
    await this.looking;
    const abort = setTimeout(() => {
      this.stopping.abort(new Error('The worker is stopping.'));
    }, this.grace);
    while (this.active.size > 0) await Promise.race(this.active);
    clearTimeout(abort);
  }

  health(): WorkerHealth {
    return { running: this.running, active: this.active.size, lastLook: this.lastLook, error: this.error };
  }

  /** Looks for work now; when a look is under way, once more after it. */
  private look(): void {
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = this.takeAll().finally(() => {
      this.looking = undefined;
      if (!this.again || !this.running) return;
      this.again = false;
      this.look();
    });
  }

  private async tidy(): Promise<void> {
    const now = this.clock.now().getTime();
    if (now - this.tidied < TIDY) return;
    this.tidied = now;
    await this.store.forget({
      answers: new Date(now - KEPT.answers),
      messages: new Date(now - KEPT.messages),
    });
  }

  private async takeAll(): Promise<void> {
    try {
      await this.tidy();
      while (this.running && (await this.outbox.sweep()) > 0);
      while (this.running) {
        const free = this.concurrency - this.active.size;
        // Whoever ends looks again.
        if (free <= 0) return;
        const now = this.clock.now();
        const due = await this.store.claimDue({
          now,
          leaseUntil: new Date(now.getTime() + CLAIM),
          limit: free,
        });
        this.lastLook = now;
        this.error = null;
        for (const task of due) this.run(task);
        if (due.length < free) return;
      }
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
      this.logger.error(`Looking for background work failed: ${this.error}`);
    }
  }

  private run(task: DueTask): void {
    const done = this.do(task).finally(() => {
      this.active.delete(done);
      if (this.running) this.look();
    });
    this.active.add(done);
  }

  private async do(task: DueTask): Promise<void> {
    try {
      await this.work.do(task, this.stopping.signal);
    } catch (error) {
      // A locked process is no failure: the task comes again when its claim is over.
      if (error instanceof ProcessBusyError) return;
      this.logger.error(
        `Background work on '${task.node}' of ${task.flow} (task ${task.id}) failed`,
        error instanceof Error ? error.stack : undefined,
      );
    }
  }
}

function duration(name: string, value: Duration): number {
  const milliseconds = parseDuration(value);
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
  throw new ConfigurationError(
    `Expected a worker's ${name} to be a duration such as '1s', but got '${value}'.`,
  );
}
