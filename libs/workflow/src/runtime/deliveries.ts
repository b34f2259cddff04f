import { validate as isUuid } from 'uuid';
import { InputInvalidError, NotFoundError } from '../errors.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import type { Executor } from './executor.js';
import type { Clock } from './ports/clock.js';
import type { WorkflowStore } from './ports/workflow-store.js';

/** Which of the deliveries that were given up to list. */
export interface GivenUpQuery {
  /** How many at most, from 1 to 1000. Default 100. */
  readonly limit?: number;
  /** The id of the last one seen: those after it follow. */
  readonly after?: string;
}

const MOST = 1_000;

/** What had to pass between processes and was given up: it can be looked at, and sent again. */
export class Deliveries {
  constructor(
    private readonly store: Pick<WorkflowStore, 'givenUpEvents' | 'reopenEvent'>,
    private readonly executor: Executor,
    private readonly clock: Clock,
  ) {}

  /** Deliveries that were given up, the oldest first, each with its error. */
  async givenUp({ limit = 100, after }: GivenUpQuery = {}): Promise<WorkflowEvent[]> {
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
      throw new InputInvalidError(`Expected a limit from 1 to ${MOST}, but got ${limit}.`);
    }
    return this.store.givenUpEvents(limit, after);
  }

  /** Sends one again, now and as if for the first time. */
  async redeliver(eventId: string): Promise<void> {
    const event = isUuid(eventId) ? await this.store.reopenEvent(eventId, this.clock.now()) : undefined;
    if (!event) throw new NotFoundError('a delivery that was given up', eventId);
    await this.executor.afterwards([event]);
  }
}
