import type { FlowClass } from '../definition/flow-node.js';
import type { Duration } from '../definition/durations.js';
import type { NodeName, PayloadOf } from '../definition/references.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import type { ScheduledStart } from '../model/scheduled-start.entity.js';
import type { Activation } from '../runtime/activation.js';
import { Deliveries } from '../runtime/deliveries.js';
import type { ActivateOptions } from '../runtime/activate-options.js';
import { Executor } from '../runtime/executor.js';
import { FlowRef } from '../runtime/flow-ref.js';
import { FlowRegistry } from '../runtime/flow-registry.js';
import type { StartOptions, Started } from '../runtime/process-start.js';
import type { WorkflowUser } from '../runtime/ports/access-policy.js';
import { RequestUserAccess } from '../runtime/ports/access-policy.js';
import type { WorkflowStore } from '../runtime/ports/workflow-store.js';
import type { TransitionName } from '../runtime/transitions/transition.js';
import { Messages, type MessageOptions, type MessageOutcome } from '../runtime/messages.js';
import { WorkflowEvents } from '../runtime/workflow-events.js';
import { failJob } from './fail-job.js';
import { FakeClock } from './fake-clock.js';
import { InMemoryStore } from './in-memory/in-memory-store.js';
import type { FlowRunOptions } from './run-options.js';
import { RunWorker } from './run-worker.js';
import { StoredRun } from './stored-run.js';

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
export class FlowRun extends StoredRun {
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
  /** Where processes are kept; another run given the same one acts as a second instance of the application. */
  readonly store: WorkflowStore;
  private readonly worker: RunWorker;

  constructor(flows: readonly FlowClass[], options: FlowRunOptions = {}) {
    const memory = options.store instanceof InMemoryStore ? options.store : new InMemoryStore();
    super(
      options.tables ?? {
        process: (id) => Promise.resolve(memory.tables.processes.get(id)),
        tasks: (processId) => Promise.resolve(memory.tables.tasksOf(processId)),
      },
    );
    this.clock = options.clock ?? new FakeClock();
    this.store = options.store ?? memory;
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
    this.messages = new Messages(this.executor, this.store, this.registry, this.clock);
    this.worker = new RunWorker(this);
    this.deliveries = new Deliveries(this.store, this.executor, this.clock);
  }

  /**
   * Does the background work that is due by now — jobs, timers, start timers — and what that brings about, until
   * nothing is due.
   *
   * @returns how many times something was done.
   *
   * @example
   * await run.work(); // the job that the start made
   */
  work(): Promise<number> {
    return this.worker.work();
  }

  /**
   * Moves the clock on and does what has become due, in the order it became due: as after a while in which nothing
   * ran. A start timer starts one process then, however many of its moments have passed; advance in steps to see each.
   *
   * @example
   * await run.advance('3d');
   */
  async advance(duration: Duration): Promise<number> {
    await this.worker.plan();
    this.clock.advance(duration);
    return this.work();
  }

  /**
   * When start timers start their next processes, and how the last attempts went.
   *
   * @example
   * const [{ dueAt }] = await run.scheduledStarts();
   */
  scheduledStarts(): Promise<ScheduledStart[]> {
    return this.store.scheduledStarts();
  }

  /** The flow's `FlowRef`. */
  flow<F extends object>(flowClass: FlowClass<F>): FlowRef<F> {
    return new FlowRef(() => this.registry.of(flowClass), this.executor);
  }

  /**
   * Sends a message; see `WorkflowService.message`.
   *
   * @example
   * expect(await run.message('paid', 'order-1', { amount: 7 })).toBe('taken');
   */
  message(name: string, key: string, payload?: unknown, options?: MessageOptions): Promise<MessageOutcome> {
    return this.messages.send(name, key, payload, options);
  }

  /**
   * Throws a signal; see `WorkflowService.signal`.
   *
   * @example
   * await run.signal('shop-opened');
   */
  signal(name: string, payload?: unknown): Promise<void> {
    return this.executor.signal(name, payload);
  }

  /**
   * Starts a process; see `FlowRef.start`.
   *
   * @example
   * const { process } = await run.start(LeaveFlow, 'ask', { days: 3 }, { user: ann });
   */
  start<F extends object, K extends NodeName<F>>(
    flowClass: FlowClass<F>,
    node: K,
    payload?: PayloadOf<F, K>,
    options?: StartOptions,
  ): Promise<Started<unknown>> {
    return this.flow(flowClass).start(node, payload, options);
  }

  /**
   * Completes the one live task of this node, taking it first when nobody has it.
   *
   * @param user - whose rights are asked for; without one, code does it, and none are.
   *
   * @example
   * await run.complete(process.id, 'approve', { approved: true }, boss);
   */
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

  /**
   * Calls the one waiting `@Receive` task of this node; see `FlowRef.receive`. Answers its method's result.
   *
   * @example
   * expect(await run.receive(process.id, 'packed', '42')).toBe('sent as 42');
   */
  async receive(processId: string, node: string, payload?: unknown): Promise<unknown> {
    const { id } = await this.waitingTask(processId, node);
    return this.executor.activate(id, {}, (activation) => activation.execute(payload));
  }

  /**
   * Lets the next attempt at a job fail with this error, without calling its method; it is tried again after its
   * backoff, as if it had thrown.
   *
   * @param options.spend - lets all attempts fail that are left: the task is in ERROR then, or `onError` has caught it.
   *
   * @example
   * await run.failJob(process.id, 'send', new Error('The post is closed.'), { spend: true });
   * expect(await run.history(process.id)).toContain('send ERROR');
   */
  async failJob(
    processId: string,
    node: string,
    error: Error,
    options: { readonly spend?: boolean } = {},
  ): Promise<void> {
    const { id } = await this.waitingTask(processId, node);
    await failJob(this.executor, id, error, options.spend ?? false);
  }

  /**
   * Makes a transition on the newest task of this node.
   *
   * @example
   * await run.make(process.id, 'send', 'retry');
   * await run.make(process.id, 'approve', 'reassign', { user: boss }, 'ann');
   */
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

  /**
   * Runs `work` with the activation of the newest task of this node.
   *
   * @example
   * await run.with(process.id, 'approve', { user: ann }, ({ execute }) => expect(execute.canProceed()).toBe(false));
   */
  async with<T>(
    processId: string,
    node: string,
    options: ActivateOptions,
    work: (activation: Activation) => Promise<T> | T,
  ): Promise<T> {
    const task = await this.newest(processId, node);
    return this.executor.activate(task.id, options, work);
  }

  /**
   * The nodes whose tasks this user may take or complete now, in the order the tasks were made.
   *
   * @example
   * expect(await run.enabled(process.id, boss)).toEqual(['approve']);
   */
  async enabled(processId: string, user: WorkflowUser): Promise<string[]> {
    const nodes: string[] = [];
    for (const { id, node, live, attachedTo } of await this.tasks(processId)) {
      if (!live || attachedTo !== null) continue;
      const may = await this.executor.look(id, {}, (activation) => activation.allowedTransitions(user));
      if (may.includes('assign') || may.includes('execute')) nodes.push(node);
    }
    return nodes;
  }
}
