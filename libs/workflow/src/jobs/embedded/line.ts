import type { QueueRule } from '../../definition/job-queues.js';
import type { DueTask } from '../../runtime/ports/due-work.js';

/** Jobs that take less than this, in milliseconds, are taken ahead of their turn: to ask for each would cost as much. */
const QUICK = 250;

/** The jobs of one queue in one worker: so many at once, and when they are quick a few taken ahead. */
export class Line {
  /** The last look found as many as there was room for, so that there may be more. */
  mayHaveMore = false;
  private readonly ahead: DueTask[] = [];
  private active = 0;
  /** How long a job takes, in milliseconds, the latest counting most. */
  private pace = QUICK;

  constructor(
    readonly rule: Required<QueueRule>,
    /** Makes the attempt; never rejects. */
    private readonly make: (task: DueTask) => Promise<unknown>,
    /** There is room again, and maybe more to take. */
    private readonly wantsMore: () => void,
  ) {}

  /** How many to take now: none as long as there are enough ahead. */
  room(): number {
    const { concurrency } = this.rule;
    const stock = this.pace < QUICK ? concurrency : 0;
    if (this.ahead.length > stock / 2) return 0;
    return Math.max(concurrency + stock - this.active - this.ahead.length, 0);
  }

  /** Takes in what was claimed and begins as much of it as may run at once. */
  take(tasks: readonly DueTask[]): void {
    this.ahead.push(...tasks);
    this.begin();
  }

  /** Gives up what was taken ahead and not begun. */
  release(): DueTask[] {
    return this.ahead.splice(0);
  }

  private begin(): void {
    while (this.active < this.rule.concurrency) {
      const task = this.ahead.shift();
      if (!task) return;
      this.active += 1;
      const begun = performance.now();
      void this.make(task).finally(() => {
        this.active -= 1;
        this.pace = (this.pace * 3 + (performance.now() - begun)) / 4;
        this.begin();
        if (this.mayHaveMore && this.room() > 0) this.wantsMore();
      });
    }
  }
}
