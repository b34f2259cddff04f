import { Logger } from '@nestjs/common';
import { TIMERS } from '../model/task.entity.js';
import type { BackgroundWork } from '../runtime/background-work.js';
import type { Clock } from '../runtime/ports/clock.js';
import type { DueTask } from '../runtime/ports/due-work.js';
import type { WorkflowStore } from '../runtime/ports/workflow-store.js';
import type { Sweep } from './sweep.js';

/** How many timers are taken at once, and for how long they are kept from other workers, in milliseconds. */
const BATCH = 100;
const CLAIM = 30_000;
/** How long a locked process is left alone, in milliseconds. */
const BUSY_PAUSE = 1_000;

/** Lets timers and timeouts fire that are due, a batch at a time and several at once. */
export class TimerSweep implements Sweep {
  readonly name = 'timers';
  private readonly logger = new Logger('Nestflow');

  constructor(
    private readonly work: Pick<BackgroundWork, 'fire'>,
    private readonly store: Pick<WorkflowStore, 'claimDue' | 'putBack'>,
    private readonly clock: Clock,
    private readonly concurrency: number,
  ) {}

  async sweep(): Promise<boolean> {
    const now = this.clock.now();
    const leaseUntil = new Date(now.getTime() + CLAIM);
    const lines = [{ line: TIMERS, limit: BATCH }];
    const due = await this.store.claimDue({ now, leaseUntil, lines });
    const busy: DueTask[] = [];
    const left = [...due];
    const worker = async () => {
      for (let task = left.shift(); task; task = left.shift()) if (!(await this.fire(task))) busy.push(task);
    };
    await Promise.all(Array.from({ length: this.concurrency }, worker));
    if (busy.length > 0) {
      await this.store.putBack(busy, new Date(this.clock.now().getTime() + BUSY_PAUSE));
    }
    return due.length === BATCH;
  }

  /** Answers false when the process is locked. One that cannot fire at all stands in no other's way. */
  private async fire(task: DueTask): Promise<boolean> {
    try {
      return (await this.work.fire(task)) !== 'busy';
    } catch (error) {
      this.logger.error(
        `'${task.node}' of ${task.flow} (task ${task.id}) could not fire`,
        error instanceof Error ? error.stack : undefined,
      );
      return true;
    }
  }
}
