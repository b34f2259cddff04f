import type { Clock } from '../runtime/ports/clock.js';
import type { WorkflowStore } from '../runtime/ports/workflow-store.js';
import type { Sweep } from './sweep.js';

const DAY = 86_400_000;
/** How long answers to requests with an Idempotency-Key are kept, and messages after their time, in milliseconds. */
const KEPT = { answers: DAY, messages: 7 * DAY };

/** Forgets what is too old, once an hour. */
export class TidySweep implements Sweep {
  readonly name = 'what is too old';
  readonly every = 3_600_000;

  constructor(
    private readonly store: Pick<WorkflowStore, 'forget'>,
    private readonly clock: Clock,
  ) {}

  async sweep(): Promise<boolean> {
    const now = this.clock.now().getTime();
    await this.store.forget({
      answers: new Date(now - KEPT.answers),
      messages: new Date(now - KEPT.messages),
    });
    return false;
  }
}
