import { Logger } from '@nestjs/common';
import type { Duration } from '../definition/durations.js';
import { NobodyWaitsError, NotFoundError, ProcessBusyError, TransitionNotAllowedError } from '../errors.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import type { Task } from '../model/task.entity.js';
import type { Executor } from './executor.js';
import { describeFailure } from './failure.js';
import type { Messages } from './messages.js';
import type { ChildEnd } from './node-behaviour.js';
import type { Clock } from './ports/clock.js';
import type { WorkflowStore } from './ports/workflow-store.js';
import type { Session } from './session.js';

/** How often a delivery is tried before it is given up, and stays in the history with its error. */
const MOST_ATTEMPTS = 12;
const LONGEST_PAUSE = 3_600_000;
/** How long a locked process is left alone, in milliseconds. */
const BUSY_PAUSE = 1_000;

/**
 * Delivers what passes between processes — a child's end, cancellation of children, escalations, signals. Each was
 * written by the transition that caused it; here it acts under the lock of the process it is for. It is delivered at
 * least once, and acts once.
 */
export class Outbox {
  private readonly logger = new Logger('Nestflow');

  constructor(
    private readonly executor: Executor,
    private readonly store: WorkflowStore,
    private readonly messages: Messages,
    private readonly clock: Clock,
  ) {
    executor.afterwards = (events) => this.deliverAll(events);
  }

  /** Delivers events one after another; what fails is tried again later. Answers how many arrived. */
  async deliverAll(events: readonly WorkflowEvent[]): Promise<number> {
    let arrived = 0;
    for (const event of events) {
      if (event.retryAt !== null && (await this.deliver(event))) arrived += 1;
    }
    return arrived;
  }

  /** Takes what is to be delivered by now and delivers it. Answers how many arrived. */
  async sweep(limit = 100, lease = 30_000): Promise<number> {
    const now = this.clock.now();
    const leaseUntil = new Date(now.getTime() + lease);
    return this.deliverAll(await this.store.claimEvents({ now, leaseUntil, limit }));
  }

  private async deliver(event: WorkflowEvent): Promise<boolean> {
    try {
      await this.act(event);
      return true;
    } catch (error) {
      await this.postpone(event, error);
      return false;
    }
  }

  private async act(event: WorkflowEvent): Promise<void> {
    const payload = event.payload ?? {};
    if (event.type === 'child.ended') {
      const child = payload as unknown as ChildEnd;
      await this.toParent(event, (session, task) => session.reactions.childEnded(task, child));
    } else if (event.type === 'escalation.thrown') {
      await this.toParent(event, (session, task) =>
        session.reactions.escalate(task, String(payload['code'])),
      );
    } else if (event.type === 'children.cancel') {
      await this.cancelChildren(event);
    } else if (event.type === 'signal.thrown') {
      await this.signal(event);
    } else if (event.type === 'message.thrown') {
      await this.message(event);
    } else if (event.type === 'message.awaited') {
      await this.messages.match(String(payload['recipient']));
      await this.settle(event);
    }
  }

  private async toParent(
    event: WorkflowEvent,
    act: (session: Session, task: Task) => Promise<void>,
  ): Promise<void> {
    const parentTaskId = String(event.payload?.['parentTaskId']);
    await this.executor.activate(parentTaskId, { failures: 'keep' }, async ({ task }, session) => {
      if (await session.context.tx.settleEvent(event.id, this.clock.now())) await act(session, task);
    });
  }

  private async cancelChildren(event: WorkflowEvent): Promise<void> {
    for (const id of await this.store.runningChildren(String(event.payload?.['parentTaskId']))) {
      await this.unlessOver(() =>
        this.executor.activateProcess(id, {}, (session) => session.cancelProcess()),
      );
    }
    await this.settle(event);
  }

  private async signal(event: WorkflowEvent): Promise<void> {
    const { name, payload } = event.payload as { name: string; payload?: unknown };
    for (const id of await this.store.waitingFor(`signal:${name}`, event.id)) {
      await this.unlessOver(() =>
        this.executor.activate(id, { failures: 'keep' }, ({ task }, { reactions }) =>
          reactions.deliver(task, payload),
        ),
      );
    }
    await this.settle(event);
  }

  private async message(event: WorkflowEvent): Promise<void> {
    const { name, key, ttl, payload } = event.payload as {
      name: string;
      key: string;
      ttl?: Duration;
      payload?: unknown;
    };
    try {
      await this.messages.send(name, key, payload, { id: event.id, ttl });
    } catch (error) {
      // Without a time to live it is lost, as its thrower has it.
      if (!(error instanceof NobodyWaitsError)) throw error;
    }
    await this.settle(event);
  }

  private async settle(event: WorkflowEvent): Promise<void> {
    await this.store.transaction((tx) => tx.settleEvent(event.id, this.clock.now()));
  }

  /** Whoever ended meanwhile, or is gone, needs nothing any more. */
  private async unlessOver(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NotFoundError || error instanceof TransitionNotAllowedError)) throw error;
    }
  }

  private async postpone(event: WorkflowEvent, error: unknown): Promise<void> {
    const busy = error instanceof ProcessBusyError;
    // A process that many want at once is no reason to give up.
    const attempts = busy ? event.attempts : event.attempts + 1;
    const gone = error instanceof NotFoundError;
    const givenUp = gone || attempts >= MOST_ATTEMPTS;
    const pause = busy ? BUSY_PAUSE : Math.min(1_000 * 2 ** attempts, LONGEST_PAUSE);
    const retryAt = givenUp ? null : new Date(this.clock.now().getTime() + pause);
    if (givenUp)
      this.logger.error(
        `Delivering ${event.type} (${event.id}) was given up after ${attempts} attempts: ${String(error)}`,
      );
    try {
      await this.store.postponeEvent({
        id: event.id,
        attempts,
        retryAt,
        error: describeFailure(error, Math.max(attempts, 1)),
      });
    } catch (failure) {
      // Its lease ends, and it comes again.
      this.logger.error(`Postponing ${event.type} (${event.id}) failed: ${String(failure)}`);
    }
  }
}
