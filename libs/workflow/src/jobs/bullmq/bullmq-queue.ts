import { Logger } from '@nestjs/common';
import { DelayedError, Queue, WaitingError, Worker, type Job, type JobsOptions } from 'bullmq';
import type { JobDelivery, JobQueue, JobWork, QueueHealth } from '../../runtime/ports/job-queue.js';
import { InHand } from '../in-hand.js';
import { Patrol } from '../patrol.js';
import type { QueueParts } from '../queue-engine.js';
import type { Redises } from './redises.js';
import { Recovery } from './recovery.js';

/** How long a locked process is left alone, in milliseconds. */
const BUSY_PAUSE = 1_000;
/** How long BullMQ keeps a job for a worker that is not heard of, in milliseconds. The lease of its task is longer. */
const LOCK = 10_000;
/** How long to wait for Redis when stopping, in milliseconds. */
const FAREWELL = 2_000;

/** A delivery as it stands in Redis. */
type Payload = Omit<JobDelivery, 'dueAt'>;

/** Nothing of a job stays in Redis once it was brought: what became of it is in the task row. */
const ONCE: JobsOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };

/** Jobs brought by BullMQ; see `bullmq`. */
export class BullMqQueue implements JobQueue {
  private readonly logger = new Logger('Nestflow');
  private readonly inHand = new InHand();
  private readonly queues = new Map<string, Queue<Payload>>();
  private workers: Worker<Payload>[] = [];
  private stopped = false;
  private readonly recovery: Recovery;
  private readonly patrol: Patrol;

  constructor(
    private readonly redises: Redises,
    private readonly options: QueueParts & { readonly prefix: string; readonly lostAfter: number },
  ) {
    this.recovery = new Recovery(options, (jobs) => this.add(jobs));
    const sweep = async () => redises.isReady && this.recovery.sweep();
    this.patrol = new Patrol({ name: 'jobs that Redis has lost', sweep }, options.poll);
    redises.onReady(() => {
      this.openWorkers();
      this.recovery.suspectEverything();
      this.patrol.look();
    });
  }

  open(): void {
    this.redises.open();
  }

  async enqueue(jobs: readonly JobDelivery[]): Promise<void> {
    await this.add(jobs);
  }

  async withdraw(jobs: readonly JobDelivery[]): Promise<void> {
    if (!this.redises.isReady) return;
    try {
      await Promise.all(jobs.map(({ id, queue }) => this.queue(queue).remove(id)));
    } catch (error) {
      this.redises.failed(error);
    }
  }

  start(work: JobWork): void {
    this.recovery.work = work;
    this.patrol.start();
    if (this.redises.isReady) this.openWorkers();
  }

  async stop(grace: number): Promise<void> {
    this.stopped = true;
    // Pausing first ends their timers, which closing does not when Redis is away.
    for (const worker of this.workers) void worker.pause(true);
    await this.patrol.stop();
    await this.inHand.end(grace);
    const { isReady } = this.redises;
    const closing = Promise.all(this.workers.map((worker) => worker.close(!isReady)));
    // A worker waits for a Redis that is away to say goodbye to it, unless its connections go.
    if (!isReady) this.redises.close();
    await atMost(FAREWELL, closing);
    this.workers = [];
  }

  async close(): Promise<void> {
    await atMost(
      this.redises.isReady ? FAREWELL : 0,
      Promise.all([...this.queues.values()].map((queue) => queue.close())),
    );
    this.redises.close();
  }

  health(): QueueHealth {
    const { lastLook, error } = this.patrol;
    return { active: this.inHand.size, lastLook, error: this.redises.error ?? error };
  }

  /** One that begins while Redis is away would never work: they wait until it has been there once. */
  private openWorkers(): void {
    const { work } = this.recovery;
    if (!work || this.stopped || this.workers.length > 0) return;
    this.workers = work.queues.map(({ name, concurrency }) => {
      const worker = new Worker<Payload>(name, (job, token) => this.make(work, job, token), {
        connection: this.redises.forWorkers(),
        prefix: this.options.prefix,
        concurrency,
        lockDuration: LOCK,
        stalledInterval: LOCK,
      });
      worker.on('error', (error) => {
        // That Redis has forgotten a job in hand is no trouble: its row has not.
        if (this.redises.isReady) this.logger.debug(`A worker of the queue '${name}': ${error.message}`);
        else this.redises.failed(error);
      });
      return worker;
    });
  }

  /** Answers false when Redis did not take the jobs. */
  private async add(jobs: readonly JobDelivery[]): Promise<boolean> {
    if (!this.redises.isReady) return false;
    const byQueue = new Map<string, JobDelivery[]>();
    for (const job of jobs) byQueue.set(job.queue, [...(byQueue.get(job.queue) ?? []), job]);
    try {
      for (const [name, members] of byQueue) await this.queue(name).addBulk(members.map(bulkOf));
      this.redises.worked();
      return true;
    } catch (error) {
      this.redises.failed(error);
      return false;
    }
  }

  private queue(name: string): Queue<Payload> {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new Queue<Payload>(name, {
        connection: this.redises.producer,
        prefix: this.options.prefix,
      });
      queue.on('error', (error) => {
        this.redises.failed(error);
      });
      this.queues.set(name, queue);
    }
    return queue;
  }

  private async make(work: JobWork, job: Job<Payload>, token: string | undefined): Promise<void> {
    if (this.stopped) return this.leave(job, token);
    const attempt = this.attempt(work, job, token);
    this.inHand.add(attempt.catch(() => undefined));
    return attempt;
  }

  /** Leaves a job to others: a worker that waits for one still takes it after it was told to pause. */
  private async leave(job: Job<Payload>, token: string | undefined): Promise<never> {
    await job.moveToWait(token);
    throw new WaitingError();
  }

  private async attempt({ run }: JobWork, job: Job<Payload>, token: string | undefined): Promise<void> {
    const { data } = job;
    try {
      const outcome = await run({ ...data, dueAt: new Date() }, this.inHand.signal);
      if (outcome !== 'busy') return;
    } catch (error) {
      // It is handed over again in a while, or when the lease of its attempt is over.
      this.logger.error(
        `The job '${data.node}' of ${data.flow} (task ${data.taskId}) could not be run`,
        error instanceof Error ? error.stack : undefined,
      );
      return;
    }
    await job.moveToDelayed(Date.now() + BUSY_PAUSE, token);
    throw new DelayedError();
  }
}

function bulkOf({ dueAt, ...data }: JobDelivery) {
  const delay = Math.max(dueAt.getTime() - Date.now(), 0);
  return { name: `${data.flow}.${data.node}`, data, opts: { ...ONCE, jobId: data.id, delay } };
}

/** Waits for what may never end because Redis is away. */
async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
