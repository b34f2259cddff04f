import { AsyncLocalStorage } from 'node:async_hooks';
import { validate as isUuid } from 'uuid';
import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { Duration } from '../definition/durations.js';
import type { GraphNode } from '../definition/node-kind.js';
import type { LockStrategy } from '../definition/lock.js';
import { nearest } from '../definition/names.js';
import { EngineFault, ForbiddenError, InputInvalidError, NotFoundError } from '../errors.js';
import { Process } from '../model/process.entity.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import type { Task } from '../model/task.entity.js';
import type { Activation } from './activation.js';
import { ChangeFeed, changeOf } from './change-feed.js';
import { canBeCompensated } from './compensation.js';
import { DueSignal } from './due-signal.js';
import type { FlowRegistry } from './flow-registry.js';
import type { JobDeliveries } from './job-deliveries.js';
import { behaviourOf } from './node-behaviour.js';
import type { AccessPolicy, WorkflowUser } from './ports/access-policy.js';
import type { Clock } from './ports/clock.js';
import type { JobQueue } from './ports/job-queue.js';
import type { ListQueries } from './ports/list-queries.js';
import type { StoreTransaction, WorkflowStore } from './ports/workflow-store.js';
import { newId } from './ids.js';
import { hydrate } from './process-data.js';
import type { FailureMode } from './process-context.js';
import { Session } from './session.js';
import { Visibility } from './visibility.js';
import type { WorkflowEvents } from './workflow-events.js';

/** How a process is started. */
export interface StartOptions {
  /** Who starts it; without one, code does, and no right is asked for. */
  readonly user?: WorkflowUser;
  /** Unique per flow: a second start with it answers with the process that is there. */
  readonly businessKey?: string;
  /** Default: what a node throws reaches the caller and nothing is stored. `keep` stores it as a task in ERROR. */
  readonly failures?: FailureMode;
  /** The task of another process that this one is started for. */
  readonly parentTaskId?: string;
  /** Which attempt at starting this is, from 1; failures that are kept count on from it. Default 1. */
  readonly attempt?: number;
}

/** What a start answers. */
export interface Started<Result = unknown> {
  readonly process: Process;
  /** The start's own task. */
  readonly task: Task;
  /** The tasks the process waits at now; empty when the process was there before. */
  readonly next: readonly Task[];
  /** What the start's method returned. */
  readonly result: Result;
  /** False when a process with this business key was there before. */
  readonly created: boolean;
}

/** How a task or process is reached. */
export interface ActivateOptions {
  /** Who acts; without one, code does, and no right is asked for. */
  readonly user?: WorkflowUser;
  /** The task must be of this flow, */
  readonly flow?: CompiledFlow;
  /** of this node, */
  readonly node?: string;
  /** of this process: else it is not found. */
  readonly processId?: string;
  /** Default: what a node throws reaches the caller and everything rolls back. `keep` stores it as a task in ERROR. */
  readonly failures?: FailureMode;
  /** How long to wait for the lock. Default: as long as the flow has it. */
  readonly wait?: Duration;
}

/** What a chain of calls is doing: one store for all of it, since every promise carries each. */
interface Visit {
  /** What its transaction sends to other processes. */
  readonly sent: WorkflowEvent[];
  /** The processes it is moving. */
  readonly moving: readonly string[];
}

/**
 * The door: everything that moves a process goes through it, requests, code and background work alike. It begins the
 * transaction, takes the lock, reads, checks who may see, hands over the activation, writes what was done, commits.
 */
export class Executor {
  /** Raised after a commit that left something due, other than jobs. */
  readonly due = new DueSignal();
  /** Hears of jobs once they are committed; set where there is a worker or a queue elsewhere. */
  queue: Pick<JobQueue, 'enqueue' | 'withdraw'> | undefined;
  /** Tells that processes have changed. */
  readonly changes = new ChangeFeed();
  /** Delivers what has to reach other processes, once it is committed; set by the {@link Outbox}. */
  afterwards: (events: readonly WorkflowEvent[]) => Promise<unknown> = () => Promise.resolve();
  private readonly visits = new AsyncLocalStorage<Visit>();
  private readonly visibility: Visibility;

  constructor(
    private readonly store: WorkflowStore,
    private readonly registry: FlowRegistry,
    private readonly access: AccessPolicy,
    private readonly clock: Clock,
    private readonly events: WorkflowEvents,
    lists: Pick<ListQueries, 'isParticipant' | 'isVisible'>,
  ) {
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
    const process = this.newProcess(flow, options);
    return this.transact(async (tx, sent) => {
      if (process.businessKey !== null && !(await tx.claimBusinessKey(process))) {
        const standing = await this.standing(tx, flow, process.businessKey);
        if (standing) return standing;
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
      ? await this.lockFor(options.flow, () => this.store.flowOfTask(taskId))
      : undefined;
    if (!lock) throw new NotFoundError('task', taskId);
    return this.transact(async (tx, sent) => {
      const found = await tx.lockTask(taskId, { ...lock, wait: options.wait ?? lock.wait });
      if (!found || !isAsExpected(found.process, found.task, options, this.registry)) {
        throw new NotFoundError('task', taskId);
      }
      const session = this.session(
        tx,
        this.registry.named(found.process.flow),
        this.hydrated(found.process),
        options,
      );
      const activation = await session.take(found.task);
      if (options.user && !(await this.visibility.ofTask(options.user, session.context, activation.task))) {
        throw new NotFoundError('task', taskId);
      }
      return this.within(session, sent, () => work(activation, session));
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
      ? await this.lockFor(options.flow, () => this.store.flowOfProcess(processId))
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
    if (!/^[\w.-]{1,100}$/.test(name)) {
      throw new InputInvalidError(
        `Expected a signal's name to be 1 to 100 letters, digits, dots, dashes or underscores, but got '${name}'.`,
      );
    }
    const now = this.clock.now();
    const event = signalEvent(name, payload, now);
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
    const around = this.visits.getStore();
    const sent: WorkflowEvent[] = [];
    let committed = false;
    let waits = true;
    const result = await this.visits.run({ sent, moving: around?.moving ?? [] }, () =>
      this.store.transaction(async (tx) => {
        const answer = await work(tx, sent);
        tx.afterCommit(() => {
          committed = true;
          // Only now: what is rolled back to before this has sent nothing.
          if (around) around.sent.push(...sent);
          else if (!waits) void this.afterwards(inOrder(sent));
        });
        return answer;
      }),
    );
    waits = false;
    if (committed && !around) await this.afterwards(inOrder(sent));
    return result;
  }

  private async within<T>(session: Session, sent: WorkflowEvent[], work: () => Promise<T> | T): Promise<T> {
    const moving = this.visits.getStore()?.moving ?? [];
    const { id } = session.context.process;
    if (moving.includes(id)) {
      throw new EngineFault(
        `Expected process ${id} to be moved by one transition at a time, but its own code asked for another inside it. Use the activation it was given.`,
      );
    }
    try {
      const result = await this.visits.run({ sent, moving: [...moving, id] }, work);
      await session.flush();
      sent.push(...session.context.work.events.filter(({ retryAt }) => retryAt !== null));
      session.context.tx.afterCommit(() => {
        this.events.publish(session.context.work.events.filter(({ deliveredAt }) => deliveredAt !== null));
        if (session.context.work.events.length > 0) this.changes.publish(() => changeOf(session.context));
        if (session.context.isSomethingDue()) this.due.raise();
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

  private newProcess(flow: CompiledFlow, { businessKey, parentTaskId }: StartOptions): Process {
    if (businessKey !== undefined && (businessKey === '' || businessKey.length > 200)) {
      throw new InputInvalidError(
        `Expected a business key of 1 to 200 characters, but got ${businessKey.length}.`,
      );
    }
    return Object.assign(new Process(), {
      id: newId(),
      flow: flow.name,
      status: 'NEW',
      data: new flow.options.data(),
      businessKey: businessKey ?? null,
      parentTaskId: parentTaskId ?? null,
      artifactType: null,
      artifactId: null,
      definition: flow.hash,
      createdAt: this.clock.now(),
      finishedAt: null,
    } satisfies Omit<Process, 'artifact'>);
  }

  private async standing(
    tx: StoreTransaction,
    flow: CompiledFlow,
    key: string,
  ): Promise<Started | undefined> {
    const process = await tx.findByBusinessKey(flow.name, key);
    const task = process && (await tx.firstTask(process.id));
    return process && task
      ? { process: this.hydrated(process), task, result: undefined, next: [], created: false }
      : undefined;
  }

  private hydrated(process: Process): Process {
    process.data = hydrate(this.registry.named(process.flow).options.data, process.data);
    return process;
  }

  /** Only when flows differ in how they lock does the flow have to be known before locking. */
  private async lockFor(
    flow: CompiledFlow | undefined,
    flowName: () => Promise<string | undefined>,
  ): Promise<LockStrategy | undefined> {
    if (flow) return flow.lock;
    const [first, ...others] = this.registry.all();
    if (first && others.every(({ lock }) => lock.kind === first.lock.kind && lock.wait === first.lock.wait)) {
      return first.lock;
    }
    const name = await flowName();
    return name === undefined ? undefined : this.registry.named(name).lock;
  }
}

/** As they happened: inner transactions hand theirs over at the commit. */
function inOrder(events: readonly WorkflowEvent[]): WorkflowEvent[] {
  return [...events].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function signalEvent(name: string, payload: unknown, now: Date): WorkflowEvent {
  return {
    id: newId(),
    type: 'signal.thrown',
    processId: null,
    taskId: null,
    actor: null,
    payload: { name, payload },
    createdAt: now,
    deliveredAt: null,
    attempts: 0,
    retryAt: now,
    error: null,
  };
}

function startNode(flow: CompiledFlow, name: string): GraphNode {
  const node = flow.graph.find(name);
  if (node?.kind.category === 'start') return node;
  const guess = nearest(
    name,
    flow.starts.map((start) => start.name),
  );
  throw new InputInvalidError(
    `Expected a start of ${flow.name}, but '${name}' is none${guess ? `: did you mean '${guess}'?` : ''}`,
  );
}

function isAsExpected(
  process: Process,
  task: Task,
  options: ActivateOptions,
  registry: FlowRegistry,
): boolean {
  if (options.flow && process.flow !== options.flow.name) return false;
  if (options.processId !== undefined && process.id !== options.processId) return false;
  if (options.node === undefined || task.node === options.node) return true;
  return registry.named(process.flow).graph.find(task.node)?.name === options.node;
}
