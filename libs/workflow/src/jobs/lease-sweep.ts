import type { AttemptsInHand } from '../runtime/attempts-in-hand.js';
import type { ProcessChange } from '../runtime/change-feed.js';
import type { Clock } from '../runtime/ports/clock.js';
import type { Sweep } from './sweep.js';

/**
 * Renews the leases of the jobs in hand, three times before they are over, and tells those that another instance has
 * ended. With nothing in hand it asks nothing.
 */
export class LeaseSweep implements Sweep {
  readonly name = 'jobs in hand';
  readonly every = 10_000;

  constructor(
    private readonly attempts: Pick<AttemptsInHand, 'renew' | 'isAnyOf'>,
    private readonly clock: Clock,
  ) {}

  /** Whether a change in another instance may have ended a job in hand, so that it is worth to look at once. */
  isConcernedBy({ processId }: ProcessChange): boolean {
    return this.attempts.isAnyOf(processId);
  }

  async sweep(): Promise<boolean> {
    await this.attempts.renew(this.clock.now());
    return false;
  }
}
