import { parseDuration, type Duration } from '../definition/durations.js';
import type { QueueRule } from '../definition/job-queues.js';
import { ConfigurationError } from '../errors.js';
import type { ChangeFeed } from '../runtime/change-feed.js';
import type { DueSignal } from '../runtime/due-signal.js';
import type { JobQueue, RunJob } from '../runtime/ports/job-queue.js';
import type { LeaseSweep } from './lease-sweep.js';
import { Patrol } from './patrol.js';
import type { Sweep } from './sweep.js';

/** How an instance of the application does background work. */
export interface WorkerOptions {
  /**
   * How many jobs of each queue run at once in this instance, where the queue's own jobs do not say, and how many
   * timers. Default 10.
   */
  readonly concurrency?: number;
  /** The queues whose jobs run here. Default: all. Timers and deliveries are done by every worker. */
  readonly queues?: readonly string[];
  /** How often to look for what is due; what this instance makes due itself is seen at once. Default `'1s'`. */
  readonly poll?: Duration;
  /** How long running jobs may go on when the application stops, before they are aborted. Default `'10s'`. */
  readonly grace?: Duration;
}

/** How the worker is. */
export interface WorkerHealth {
  readonly running: boolean;
  /** Jobs in hand. */
  readonly active: number;
  /** When it last looked for work without an error: of all it looks for, the longest ago. */
  readonly lastLook: Date | null;
  /** What is wrong now: what went wrong when it last looked, or a queue that cannot be reached. */
  readonly error: string | null;
}

/** What a worker works with. */
export interface WorkerParts {
  readonly queue: JobQueue;
  readonly sweeps: readonly Sweep[];
  /** Renews the leases of the jobs in hand, until the last of them has ended. */
  readonly leases: LeaseSweep;
  /** The queues that the application's flows name; known once they are compiled. */
  readonly queues: () => readonly QueueRule[];
  readonly run: RunJob;
  readonly due: DueSignal;
  readonly changes: Pick<ChangeFeed, 'onElsewhere'>;
}

/** Options of a worker, checked, with their defaults. Durations are in milliseconds. */
export interface WorkerSettings {
  readonly concurrency: number;
  readonly queues: readonly string[] | undefined;
  readonly poll: number;
  readonly grace: number;
}

/** @throws {ConfigurationError} when an option cannot be used. */
export function workerSettings(options: WorkerOptions = {}): WorkerSettings {
  const concurrency = options.concurrency ?? 10;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new ConfigurationError(
      `Expected a worker's concurrency to be a whole number from 1, but got ${concurrency}.`,
    );
  }
  const poll = duration('poll', options.poll ?? '1s');
  const grace = duration('grace', options.grace ?? '10s');
  return { concurrency, queues: options.queues, poll, grace };
}

/**
 * Does background work inside the application: takes jobs from the queue, and makes the sweeps that find what else is
 * due. Several instances at once never take the same.
 */
export class Worker {
  private readonly patrols: readonly Patrol[];
  private readonly leases: Patrol;
  /** Those that look as often as the worker polls, and when they are told. */
  private readonly steady: readonly Patrol[];
  private running = false;
  private readonly unsubscribe: (() => void)[] = [];

  constructor(
    private readonly parts: WorkerParts,
    private readonly settings: WorkerSettings,
  ) {
    const patrols = parts.sweeps.map((sweep) => ({ sweep, patrol: new Patrol(sweep, settings.poll) }));
    this.leases = new Patrol(parts.leases, settings.poll);
    this.patrols = patrols.map(({ patrol }) => patrol);
    this.steady = patrols.filter(({ sweep }) => sweep.every === undefined).map(({ patrol }) => patrol);
  }

  /** The queues it is to work on and that no flow names, a sentence each. */
  mistakes(): string[] {
    const names = this.parts.queues().map(({ name }) => name);
    return (this.settings.queues ?? [])
      .filter((wanted) => !names.includes(wanted))
      .map((wanted) => `the worker is to work on the queue '${wanted}', but there are ${names.join(', ')}`);
  }

  /** Begins to look for work, when there are no {@link mistakes}. */
  start(): void {
    if (this.running) return;
    this.running = true;
    const queues = this.queues();
    this.unsubscribe.push(
      this.parts.due.on(() => {
        for (const patrol of this.steady) patrol.look();
      }),
      this.parts.changes.onElsewhere((change) => {
        if (this.parts.leases.isConcernedBy(change)) this.leases.look();
      }),
    );
    for (const patrol of [...this.patrols, this.leases]) patrol.start();
    this.parts.queue.start({ queues, strays: this.settings.queues === undefined, run: this.parts.run });
  }

  /** Takes no more work, lets running jobs finish within the grace period, aborts those that do not. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    for (const unsubscribe of this.unsubscribe.splice(0)) unsubscribe();
    await Promise.all([
      ...this.patrols.map((patrol) => patrol.stop()),
      this.parts.queue.stop(this.settings.grace),
    ]);
    await this.leases.stop();
  }

  health(): WorkerHealth {
    const { active, ...queue } = this.parts.queue.health();
    const looks = [queue, ...this.steady].map(({ lastLook }) => lastLook?.getTime() ?? 0);
    const first = Math.min(...looks);
    return {
      running: this.running,
      active,
      lastLook: first === 0 ? null : new Date(first),
      error: [queue, ...this.patrols, this.leases].find(({ error }) => error !== null)?.error ?? null,
    };
  }

  private queues(): Required<QueueRule>[] {
    const { queues: wanted, concurrency } = this.settings;
    const known = this.parts.queues().map((queue) => ({ concurrency, ...defined(queue) }));
    return wanted ? known.filter(({ name }) => wanted.includes(name)) : known;
  }
}

function defined({ name, concurrency }: QueueRule): QueueRule {
  return concurrency === undefined ? { name } : { name, concurrency };
}

function duration(name: string, value: Duration): number {
  const milliseconds = parseDuration(value);
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
  throw new ConfigurationError(
    `Expected a worker's ${name} to be a duration such as '1s', but got '${value}'.`,
  );
}
