import { TIMERS } from '../../model/task.entity.js';
import { deliveryOf } from '../../runtime/job-deliveries.js';
import type { JobDelivery, JobWork } from '../../runtime/ports/job-queue.js';
import type { DueTask } from '../../runtime/ports/due-work.js';
import type { QueueParts } from '../queue-engine.js';

/** How many jobs are handed over at once. */
const BATCH = 500;
/** How often to look for jobs that stand in queues no flow names any more, in milliseconds. */
const STRAYS = 3_600_000;

/**
 * Hands jobs to Redis again that it may have lost: those that were due a while ago and have not begun, those whose
 * attempt's lease is over, and after an outage all that are due. What Redis still has it leaves as it is, for a
 * delivery has the same id each time.
 */
export class Recovery {
  /** What this instance is there for; nothing is recovered before it is known. */
  work: JobWork | undefined;
  /** What was due by then may have been lost; `undefined` when there is no reason to think so. */
  private suspectBy: Date | undefined;
  private strays: string[] = [];
  private strayedAt = 0;

  constructor(
    private readonly options: QueueParts & { readonly lostAfter: number },
    private readonly add: (jobs: readonly JobDelivery[]) => Promise<boolean>,
  ) {
    this.suspectEverything();
  }

  /** Redis was away: it may have come back without the jobs it had. */
  suspectEverything(): void {
    this.suspectBy = this.options.clock.now();
  }

  /** Hands over a batch. Answers whether there may be more. */
  async sweep(): Promise<boolean> {
    if (!this.work) return false;
    const { store, clock, lostAfter } = this.options;
    const now = clock.now();
    const { suspectBy } = this;
    const by = suspectBy ?? new Date(now.getTime() - lostAfter);
    const lines = (await this.lines(this.work, now.getTime())).map((line) => ({ line, limit: BATCH }));
    // What is handed over is due again right after that moment: it counts as lost in a while, not at once.
    const leaseUntil = new Date(Math.max(now.getTime(), by.getTime() + 1));
    const due = await store.claimDue({ now: by, leaseUntil, lines });
    const more = lines.some(({ line }) => due.filter((task) => task.line === line).length === BATCH);
    if (due.length > 0 && !(await this.add(due.map((task) => this.deliveryOf(task, now))))) {
      this.suspectEverything();
      return false;
    }
    if (!more && this.suspectBy === suspectBy) this.suspectBy = undefined;
    return more;
  }

  /** Jobs of queues no flow names any more go where there is a worker for them. */
  private deliveryOf(task: DueTask, now: Date): JobDelivery {
    const job = deliveryOf(task, now);
    const queues = this.work?.queues ?? [];
    if (queues.some(({ name }) => name === job.queue)) return job;
    return { ...job, queue: queues[0]?.name ?? job.queue };
  }

  private async lines({ queues, strays }: JobWork, now: number): Promise<string[]> {
    const names = queues.map(({ name }) => name);
    if (strays && now - this.strayedAt >= STRAYS) {
      const standing = await this.options.store.lines();
      this.strayedAt = now;
      this.strays = standing.filter((name) => name !== TIMERS && !names.includes(name));
    }
    return [...names, ...this.strays];
  }
}
