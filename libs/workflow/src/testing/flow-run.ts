import type { FlowClass } from '../definition/flow-node.js';
import type { Duration } from '../definition/durations.js';
import { queuesOf } from '../definition/job-queues.js';
import type { NodeName, PayloadOf } from '../definition/references.js';
import { NotFoundError } from '../errors.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import type { Process } from '../model/process.entity.js';
import { TIMERS, type Task } from '../model/task.entity.js';
import type { ScheduledStart } from '../model/scheduled-start.entity.js';
import type { Activation } from '../runtime/activation.js';
import { BackgroundWork } from '../runtime/background-work.js';
import { Deliveries } from '../runtime/deliveries.js';
import { Executor, type ActivateOptions, type StartOptions, type Started } from '../runtime/executor.js';
import { FlowRef } from '../runtime/flow-ref.js';
import { FlowRegistry } from '../runtime/flow-registry.js';
import type { AccessPolicy, WorkflowUser } from '../runtime/ports/access-policy.js';
import { RequestUserAccess } from '../runtime/ports/access-policy.js';
import type { WorkflowStore } from '../runtime/ports/workflow-store.js';
import type { TransitionName } from '../runtime/transitions/transition.js';
import { Messages, type MessageOptions, type MessageOutcome } from '../runtime/messages.js';
import { Outbox } from '../runtime/outbox.js';
import { StartTimers } from '../runtime/start-timers.js';
import { WorkflowEvents } from '../runtime/workflow-events.js';
import { FakeClock } from './fake-clock.js';
import { InMemoryStore } from './in-memory-store.js';

/** Reads what a run has stored. */
export interface RunTables {
  process(id: string): Promise<Process | undefined>;
  /** In the order they were made. */
  tasks(processId: string): Promise<Task[]>;
}

/** What a {@link FlowRun} is made of; everything has a default that needs no server. */
export interface FlowRunOptions {
  /** Provider instances for flows whose constructors need some: the class, and the flow made with them. */
  readonly instances?: ReadonlyMap<FlowClass, object>;
  readonly access?: AccessPolicy;
  readonly clock?: FakeClock;
  readonly store?: WorkflowStore;
  readonly tables?: RunTables;
}

/**
 * Drives flows without an application: starts them, completes tasks by node name, and tells where they stand.
 * In memory by default, in milliseconds.
 *
 * @example
 * const run = new FlowRun([LeaveFlow]);
 * const { process } = await run.flow(LeaveFlow).start('ask', { days: 3 });
 * await run.complete(process.id, 'approve', { approved: true });
 * expect(await run.waiting(process.id)).toEqual([]);
 */
export class FlowRun {
  readonly clock: FakeClock;
  readonly events: WorkflowEvent[] = [];
  /** @internal */
  readonly executor: Executor;
  /** @internal */
  readonly messages: Messages;
  /**
   * What passes between processes and was given up; see `WorkflowService.givenUp` and `redeliver`.
   *
   * @internal
   */
  readonly deliveries: Deliveries;
  /** @internal */
  readonly registry = new FlowRegistry();
  private readonly tables: RunTables;
  /** Where processes are kept; another run given the same one acts as a second instance of the application. */
  readonly store: WorkflowStore;
  private readonly background: BackgroundWork;
  private readonly outbox: Outbox;
  private readonly timers: StartTimers;

  constructor(flows: readonly FlowClass[], options: FlowRunOptions = {}) {
    this.clock = options.clock ?? new FakeClock();
    const memory = options.store instanceof InMemoryStore ? options.store : new InMemoryStore();
    this.store = options.store ?? memory;
    this.tables = options.tables ?? {
      process: (id) => Promise.resolve(memory.tables.processes.get(id)),
      tasks: (processId) => Promise.resolve(memory.tables.tasksOf(processId)),
    };
    const events = new WorkflowEvents();
    events.on((event) => this.events.push(event));
    this.registry.register(
      flows.map((flowClass) => ({
        flowClass,
        instance: options.instances?.get(flowClass) ?? new (flowClass as new () => object)(),
      })),
    );
    this.executor = new Executor(
      this.store,
      this.registry,
      options.access ?? new RequestUserAccess(),
      this.clock,
      events,
      { isParticipant: () => Promise.resolve(true), isVisible: () => Promise.resolve(true) },
    );
    this.background = new BackgroundWork(this.executor, this.store, this.registry, this.clock);
    this.messages = new Messages(this.executor, this.store, this.registry, this.clock);
    this.outbox = new Outbox(this.executor, this.store, this.messages, this.clock);
    this.deliveries = new Deliveries(this.store, this.executor, this.clock);
    this.timers = new StartTimers(this.executor, this.store, this.registry, this.clock);
  }

  /**
   * Does the background work that is due by now — jobs, timers, start timers — and what that brings about, until
   * nothing is due.
   *
   * @returns how many times something was done.
   */
  async work(): Promise<number> {
    const queues = queuesOf(this.registry.all()).map(({ name }) => name);
    const lines = [TIMERS, ...queues].map((line) => ({ line, limit: 100 }));
    let done = 0;
    for (;;) {
      const delivered = (await this.outbox.sweep()) + (await this.timers.sweep());
      done += delivered;
      const now = this.clock.now();
      const due = await this.store.claimDue({ now, leaseUntil: new Date(now.getTime() + 1), lines });
      if (due.length === 0 && delivered === 0) return done;
      let idle = delivered === 0;
      for (const task of due) {
        if ((await this.background.do(task)) === 'nothing') continue;
        idle = false;
        done += 1;
      }
      if (idle) return done;
    }
  }

  /**
   * Moves the clock on and does what has become due, in the order it became due: as after a while in which nothing
   * ran. A start timer starts one process then, however many of its moments have passed; advance in steps to see each.
   *
   * @example
   * await run.advance('3d');
   */
  async advance(duration: Duration): Promise<number> {
    await this.timers.plan();
    this.clock.advance(duration);
    return this.work();
  }

  /** When start timers start their next processes, and how the last attempts went. */
  scheduledStarts(): Promise<ScheduledStart[]> {
    return this.store.scheduledStarts();
  }

  /** The flow's `FlowRef`. */
  flow<F extends object>(flowClass: FlowClass<F>): FlowRef<F> {
    return new FlowRef(() => this.registry.of(flowClass), this.executor);
  }

  /** Sends a message; see `WorkflowService.message`. */
  message(name: string, key: string, payload?: unknown, options?: MessageOptions): Promise<MessageOutcome> {
    return this.messages.send(name, key, payload, options);
  }

  /** Throws a signal; see `WorkflowService.signal`. */
  signal(name: string, payload?: unknown): Promise<void> {
    return this.executor.signal(name, payload);
  }

  /** Starts a process; see `FlowRef.start`. */
  start<F extends object, K extends NodeName<F>>(
    flowClass: FlowClass<F>,
    node: K,
    payload?: PayloadOf<F, K>,
    options?: StartOptions,
  ): Promise<Started<unknown>> {
    return this.flow(flowClass).start(node, payload, options);
  }

  /** Completes the one live task of this node, taking it first when nobody has it. */
  async complete(processId: string, node: string, form?: unknown, user?: WorkflowUser): Promise<unknown> {
    const task = await this.waitingTask(processId, node);
    return this.completeTask(task.id, form, user);
  }

  /** Completes a task, taking it first when nobody has it. */
  completeTask(taskId: string, form?: unknown, user?: WorkflowUser): Promise<unknown> {
    const who = user ?? { id: 'somebody' };
    return this.executor.activate(taskId, user ? { user } : {}, async (activation) => {
      if (activation.assign.canProceed()) await activation.assign(who);
      return activation.execute(form);
    });
  }

  /** Makes a transition on the newest task of this node. */
  async make(
    processId: string,
    node: string,
    transition: TransitionName,
    options: ActivateOptions = {},
    ...args: unknown[]
  ): Promise<unknown> {
    const task = await this.newest(processId, node);
    return this.executor.activate(task.id, options, (activation) =>
      activation.transition<unknown[], unknown>(transition)(...args),
    );
  }

  /** Runs `work` with the activation of the newest task of this node. */
  async with<T>(
    processId: string,
    node: string,
    options: ActivateOptions,
    work: (activation: Activation) => Promise<T> | T,
  ): Promise<T> {
    const task = await this.newest(processId, node);
    return this.executor.activate(task.id, options, work);
  }

  /** The process as it is stored. */
  async process(processId: string): Promise<Process> {
    const process = await this.tables.process(processId);
    if (!process) throw new NotFoundError('process', processId);
    return process;
  }

  /** All tasks of a process, in the order they were made. */
  tasks(processId: string): Promise<Task[]> {
    return this.tables.tasks(processId);
  }

  /** The nodes that wait or have failed, in the order their tasks were made; splits and joins that wait too. */
  async waiting(processId: string): Promise<string[]> {
    const tasks = await this.tasks(processId);
    return tasks.filter(({ live, status }) => live && status !== 'DONE').map(({ node }) => node);
  }

  /** Every task as `node STATUS`, in the order they were made. */
  async history(processId: string): Promise<string[]> {
    return (await this.tasks(processId)).map(({ node, status }) => `${node} ${status}`);
  }

  /** The newest task of a node. */
  async newest(processId: string, node: string): Promise<Task> {
    const task = (await this.tasks(processId)).findLast((one) => one.node === node);
    if (!task) throw new NotFoundError(`a task '${node}' of process`, processId);
    return task;
  }

  private async waitingTask(processId: string, node: string): Promise<Task> {
    const task = (await this.tasks(processId)).find((one) => one.node === node && one.live);
    if (!task) throw new NotFoundError(`a task '${node}' waiting in process`, processId);
    return task;
  }
}
