import { Logger } from '@nestjs/common';
import type { QueueRule } from '../../definition/job-queues.js';
import { TIMERS } from '../../model/task.entity.js';
import { deliveryOf } from '../../runtime/job-deliveries.js';
import type { Clock } from '../../runtime/ports/clock.js';
import type { JobOutcome, JobQueue, JobWork, QueueHealth } from '../../runtime/ports/job-queue.js';
import type { DueTask } from '../../runtime/ports/due-work.js';
import type { WorkflowStore } from '../../runtime/ports/workflow-store.js';
import { InHand } from '../in-hand.js';
import { Patrol } from '../patrol.js';
import { Line } from './line.js';

/** How long a job is kept from other workers before its attempt begins, in milliseconds. */
const CLAIM = 10_000;
/** How long a locked process is left alone, in milliseconds. */
const BUSY_PAUSE = 1_000;
/** How often to look for jobs that stand in queues no flow names any more, in milliseconds. */
const STRAYS = 3_600_000;

/**
 * The queue that needs no server: jobs are taken from the task table itself, by as many instances as there are, which
 * never take the same. What this instance makes due it sees at once, what others make due when it polls.
 */
export class EmbeddedQueue implements JobQueue {
  private readonly logger = new Logger('Nestflow');
  private readonly inHand = new InHand();
  private readonly patrol: Patrol;
  private readonly lines = new Map<string, Line>();
  private work: JobWork | undefined;
  private strayedAt = 0;

  constructor(
    private readonly store: Pick<WorkflowStore, 'claimDue' | 'putBack' | 'lines'>,
    private readonly clock: Clock,
    poll: number,
  ) {
    this.patrol = new Patrol({ name: 'jobs', sweep: () => this.sweep() }, poll);
  }

  open(): void {
    // The database is there already.
  }

  enqueue(): Promise<void> {
    this.patrol.look();
    return Promise.resolve();
  }

  withdraw(): Promise<void> {
    return Promise.resolve();
  }

  start(work: JobWork): void {
    this.work = work;
    for (const queue of work.queues) this.openLine(queue);
    this.patrol.start();
  }

  async stop(grace: number): Promise<void> {
    await this.patrol.stop();
    const ahead = [...this.lines.values()].flatMap((line) => line.release());
    // When this fails, their claims end all the same.
    await this.store.putBack(ahead, this.clock.now()).catch(() => undefined);
    await this.inHand.end(grace);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  health(): QueueHealth {
    const { lastLook, error } = this.patrol;
    return { active: this.inHand.size, lastLook, error };
  }

  private openLine(queue: Required<QueueRule>): void {
    const line = new Line(
      queue,
      (task) => this.make(task),
      () => {
        this.patrol.look();
      },
    );
    this.lines.set(queue.name, line);
  }

  private async sweep(): Promise<boolean> {
    const now = this.clock.now();
    await this.openStrays(now.getTime());
    const asked = [...this.lines.values()]
      .map((line) => ({ line, limit: line.room() }))
      .filter(({ limit }) => limit > 0);
    if (asked.length === 0) return false;
    const due = await this.store.claimDue({
      now,
      leaseUntil: new Date(now.getTime() + CLAIM),
      lines: asked.map(({ line, limit }) => ({ line: line.rule.name, limit })),
    });
    for (const { line, limit } of asked) {
      const own = due.filter((task) => task.line === line.rule.name);
      line.mayHaveMore = own.length === limit;
      line.take(own);
    }
    return false;
  }

  private async openStrays(now: number): Promise<void> {
    if (!this.work?.strays || now - this.strayedAt < STRAYS) return;
    const standing = await this.store.lines();
    this.strayedAt = now;
    const concurrency = this.work.queues[0]?.concurrency ?? 1;
    for (const name of standing) {
      if (name !== TIMERS && !this.lines.has(name)) this.openLine({ name, concurrency });
    }
  }

  private make(task: DueTask): Promise<void> {
    const attempt = this.attempt(task);
    this.inHand.add(attempt);
    return attempt;
  }

  private async attempt(task: DueTask): Promise<void> {
    try {
      const outcome = await this.run(task);
      if (outcome === 'busy') {
        await this.store.putBack([task], new Date(this.clock.now().getTime() + BUSY_PAUSE));
      }
    } catch (error) {
      // It comes again when its claim, or its lease, is over.
      this.logger.error(
        `The job '${task.node}' of ${task.flow} (task ${task.id}) could not be run`,
        error instanceof Error ? error.stack : undefined,
      );
    }
  }

  private async run(task: DueTask): Promise<JobOutcome> {
    if (!this.work) return 'nothing';
    return this.work.run(deliveryOf(task, this.clock.now()), this.inHand.signal);
  }
}
