import { validate as isUuid } from 'uuid';
import type { CompiledFlow } from '../definition/compiled-flow.js';
import { noLock, type LockStrategy } from '../definition/lock.js';
import type { GraphNode } from '../definition/node-kind.js';
import { ForbiddenError, NotFoundError } from '../errors.js';
import type { Process } from '../model/process.entity.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import { isAsExpected, type ActivateOptions } from './activate-options.js';
import type { Activation } from './activation.js';
import { AttemptsInHand } from './attempts-in-hand.js';
import { ChangeFeed, changeOf } from './change-feed.js';
import { canBeCompensated } from './compensation.js';
import { DueSignal } from './due-signal.js';
import type { FlowRegistry } from './flow-registry.js';
import type { JobDeliveries } from './job-deliveries.js';
import { lockFor } from './lock-choice.js';
import { behaviourOf } from './node-behaviour.js';
import type { AccessPolicy, WorkflowUser } from './ports/access-policy.js';
import type { Clock } from './ports/clock.js';
import type { JobQueue } from './ports/job-queue.js';
import type { ListQueries } from './ports/list-queries.js';
import type { StoreTransaction, WorkflowStore } from './ports/workflow-store.js';
import type { FailureMode } from './context-parts.js';
import { hydrate } from './process-data.js';
import { newProcess, standing, startNode, type StartOptions, type Started } from './process-start.js';
import { Session } from './session.js';
import { refuseUserId } from './storable-text.js';
import { thrownSignal } from './thrown-signal.js';
import { Visibility } from './visibility.js';
import { Visits } from './visits.js';
import type { WorkflowEvents } from './workflow-events.js';

/**
 * The door: everything that moves a process goes through it, requests, code and background work alike. It begins the
 * transaction, takes the lock, reads, checks who may see, hands over the activation, writes what was done, commits.
 */
export class Executor {
  /** Raised after a commit that left something due, other than jobs. */
  readonly due = new DueSignal();
  /** Hears of jobs once they are committed; set where there is a worker or a queue elsewhere. */
  queue: Pick<JobQueue, 'enqueue' | 'withdraw'> | undefined;
  /** The attempts at jobs that this instance makes. */
  readonly attempts: AttemptsInHand;
  /** Tells that processes have changed. */
  readonly changes = new ChangeFeed();
  /** Delivers what has to reach other processes, once it is committed; set by the {@link Outbox}. */
  afterwards: (events: readonly WorkflowEvent[]) => Promise<unknown> = () => Promise.resolve();
  private readonly visits: Visits;
  private readonly visibility: Visibility;

  constructor(
    private readonly store: WorkflowStore,
    private readonly registry: FlowRegistry,
    private readonly access: AccessPolicy,
    private readonly clock: Clock,
    private readonly events: WorkflowEvents,
    lists: Pick<ListQueries, 'isParticipant' | 'isVisible'>,
  ) {
    this.attempts = new AttemptsInHand(store);
    this.visits = new Visits(store, (events) => this.afterwards(events));
    this.visibility = new Visibility(access, lists);
  }

  /**
   * Starts a process and runs it to where it waits.
   *
   * @throws {InputInvalidError} when the payload does not fit the start's form.
   * @throws {ForbiddenError} when there is a user who may not start here.
   */
  async start(
    flow: CompiledFlow,
    nodeName: string,
    payload?: unknown,
    options: StartOptions = {},
  ): Promise<Started> {
    const node = startNode(flow, nodeName);
    const refusal = options.user && (await this.startRefusal(flow, node, options.user));
    if (refusal !== undefined) throw new ForbiddenError(refusal);
    const process = newProcess(flow, options, this.clock.now());
    return this.transact(async (tx, sent) => {
      if (process.businessKey !== null && !(await tx.claimBusinessKey(process))) {
        const former = await standing(tx, flow, process.businessKey);
        if (former) return former;
      }
      const session = this.session(tx, flow, process, { ...options, fresh: true });
      if (process.businessKey !== null) session.context.work.processWritten();
      return this.within(session, sent, async () => {
        const { task, result } = await session.engine.begin(node, payload, options.attempt);
        return { process, task, result, next: session.context.next(), created: true };
      });
    });
  }

  /** Why this user may not start a process at this node; `undefined` when they may. */
  async startRefusal(flow: CompiledFlow, node: GraphNode, user: WorkflowUser): Promise<string | undefined> {
    const holds = async (permission: string) => this.access.can(user, permission, { flow: flow.name });
    return behaviourOf(node).admission?.(node, user, holds);
  }

  /**
   * Runs `work` with the activation of a task, its process locked, in one transaction.
   *
   * @throws {NotFoundError} when there is no such task that the user may see.
   * @throws {ProcessBusyError} when the process stays locked for longer than its flow waits.
   */
  async activate<T>(
    taskId: string,
    options: ActivateOptions,
    work: (activation: Activation, session: Session) => Promise<T> | T,
  ): Promise<T> {
    const lock = isUuid(taskId)
      ? await lockFor(this.registry, options.flow, () => this.store.flowOfTask(taskId))
      : undefined;
    if (!lock) throw new NotFoundError('task', taskId);
    return this.transact(async (tx, sent) => {
      const [activation, session] = await this.reach(tx, taskId, options, {
        ...lock,
        wait: options.wait ?? lock.wait,
      });
      return this.within(session, sent, () => work(activation, session));
    });
  }

  /**
   * Runs `work` with the activation of a task as it stands, without a lock: nobody waits for who only looks, nor do
   * they wait for anybody. It says what could be done; nothing is written, and its transitions are refused.
   *
   * @throws {NotFoundError} when there is no such task that the user may see.
   */
  async look<T>(
    taskId: string,
    options: Pick<ActivateOptions, 'user' | 'flow' | 'node' | 'processId'>,
    work: (activation: Activation) => Promise<T> | T,
  ): Promise<T> {
    if (!isUuid(taskId)) throw new NotFoundError('task', taskId);
    return this.transact(async (tx) => {
      const [activation, session] = await this.reach(tx, taskId, options, noLock);
      session.onlyLook();
      return work(activation);
    });
  }

  /**
   * Runs `work` with a process locked, in one transaction.
   *
   * @throws {NotFoundError} when there is no such process that the user may see.
   * @throws {ProcessBusyError} when the process stays locked for longer than its flow waits.
   */
  async activateProcess<T>(
    processId: string,
    options: ActivateOptions,
    work: (session: Session) => Promise<T> | T,
  ): Promise<T> {
    const lock = isUuid(processId)
      ? await lockFor(this.registry, options.flow, () => this.store.flowOfProcess(processId))
      : undefined;
    if (!lock) throw new NotFoundError('process', processId);
    return this.transact(async (tx, sent) => {
      const process = await tx.lockProcess(processId, { ...lock, wait: options.wait ?? lock.wait });
      if (!process || (options.flow && process.flow !== options.flow.name))
        throw new NotFoundError('process', processId);
      const session = this.session(tx, this.registry.named(process.flow), this.hydrated(process), options);
      if (options.user && !(await this.visibility.ofProcess(options.user, session.context.flow, process))) {
        throw new NotFoundError('process', processId);
      }
      return this.within(session, sent, () => work(session));
    });
  }

  /**
   * Throws a signal from code. Inside a transaction it is thrown when that commits.
   *
   * @throws {InputInvalidError} when the name is none.
   */
  async signal(name: string, payload?: unknown): Promise<void> {
    const event = thrownSignal(name, payload, this.clock.now());
    await this.transact(async (_tx, sent) => {
      await this.store.addEvent(event);
      sent.push(event);
    });
  }

  /**
   * A transaction, and after its commit the delivery of what it sent, so that whoever called sees what came of it.
   * Inside another transaction the delivery waits for that one's commit.
   */
  async transact<T>(work: (tx: StoreTransaction, sent: WorkflowEvent[]) => Promise<T>): Promise<T> {
    return this.visits.transact(work);
  }

  /** The activation of a task that the user may see, reached with this lock. */
  private async reach(
    tx: StoreTransaction,
    taskId: string,
    options: ActivateOptions,
    lock: LockStrategy,
  ): Promise<[Activation, Session]> {
    const found = await tx.lockTask(taskId, lock);
    if (!found || !isAsExpected(found.process, found.task, options, this.registry)) {
      throw new NotFoundError('task', taskId);
    }
    const { process, task } = found;
    const session = this.session(tx, this.registry.named(process.flow), this.hydrated(process), options);
    const activation = await session.take(task);
    if (options.user && !(await this.visibility.ofTask(options.user, session.context, activation.task))) {
      throw new NotFoundError('task', taskId);
    }
    return [activation, session];
  }

  private async within<T>(session: Session, sent: WorkflowEvent[], work: () => Promise<T> | T): Promise<T> {
    try {
      if (session.context.user) refuseUserId(session.context.user.id);
      const result = await this.visits.move(session.context.process.id, sent, work);
      await session.flush();
      sent.push(...session.context.work.events.filter(({ retryAt }) => retryAt !== null));
      session.context.tx.afterCommit(() => {
        this.events.publish(session.context.work.events.filter(({ deliveredAt }) => deliveredAt !== null));
        if (session.context.work.events.length > 0) this.changes.publish(() => changeOf(session.context));
        if (session.context.isSomethingDue()) this.due.raise();
        this.attempts.committed(session.context.work.known());
        this.dispatch(session.context.deliveries);
      });
      return result;
    } finally {
      session.close();
    }
  }

  private dispatch(deliveries: JobDeliveries): void {
    const withdrawn = deliveries.withdrawn();
    if (withdrawn.length > 0) void this.queue?.withdraw(withdrawn);
    const due = deliveries.due();
    if (due.length > 0) void this.queue?.enqueue(due);
  }

  private session(
    tx: StoreTransaction,
    flow: CompiledFlow,
    process: Process,
    options: { user?: WorkflowUser; failures?: FailureMode; fresh?: boolean },
  ): Session {
    return new Session({
      tx,
      flow,
      instance: this.registry.instanceOf(flow),
      process,
      fresh: options.fresh ?? false,
      user: options.user,
      access: this.access,
      now: this.clock.now(),
      failures: options.failures ?? 'raise',
      compensateChild: async ({ id, flow: name }) => {
        const { graph } = this.registry.named(name);
        if (!graph.nodes.some((node) => canBeCompensated(node, graph))) return;
        await this.activateProcess(id, {}, ({ compensation }) => compensation.compensate());
      },
      spawn: async (flowClass, start, payload, parentTaskId) => {
        const { user, failures } = options;
        const child = { user, failures, parentTaskId };
        return (await this.start(this.registry.of(flowClass), start, payload, child)).process;
      },
    });
  }

  private hydrated(process: Process): Process {
    process.data = hydrate(this.registry.named(process.flow).options.data, process.data);
    return process;
  }
}
