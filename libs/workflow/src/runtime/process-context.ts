import type { CompiledFlow } from '../definition/compiled-flow.js';
import { queueOf } from '../definition/job-queues.js';
import type { GraphNode } from '../definition/node-kind.js';
import { EngineFault } from '../errors.js';
import type { Process } from '../model/process.entity.js';
import { isLive, type TaskStatus } from '../model/status.js';
import { TIMERS, type Task } from '../model/task.entity.js';
import { Activation, type ActivationHost } from './activation.js';
import { Allocation } from './allocation.js';
import { disarm, isArmed } from './boundaries.js';
import type { ContextParts, FailureMode, Spawn } from './context-parts.js';
import { withDelegates } from './delegates.js';
import { JobDeliveries } from './job-deliveries.js';
import { Lineage } from './lineage.js';
import { behaviourOf, type NodeStep } from './node-behaviour.js';
import { hydrate } from './process-data.js';
import type { AccessPolicy, WorkflowUser } from './ports/access-policy.js';
import type { StoreTransaction } from './ports/workflow-store.js';
import { Rights } from './rights.js';
import type { Share, ShareOptions } from './shares.js';
import { refuseUserId } from './storable-text.js';
import { Tokens } from './tokens.js';
import type { Transition, TransitionName } from './transitions/transition.js';
import { UnitOfWork, type WorkMark } from './unit-of-work.js';
import { unknownNode } from './unknown.js';

/** One process in one transaction, locked: its rows in memory, its tokens, and what its activations stand on. */
export class ProcessContext implements ActivationHost {
  readonly tx: StoreTransaction;
  readonly flow: CompiledFlow;
  readonly process: Process;
  readonly user: WorkflowUser | undefined;
  readonly access: AccessPolicy;
  readonly now: Date;
  readonly failures: FailureMode;
  readonly work: UnitOfWork;
  readonly tokens: Tokens;
  /** Which task followed from which. */
  readonly lineage: Lineage;
  /** What users may do to the process. */
  readonly rights: Rights;
  /** What the queue of jobs is to hear of. */
  readonly deliveries: JobDeliveries;

  /** Why nothing may be written, where the process is not locked. */
  readOnly: string | undefined;
  /** How often a task's status has changed in this transaction. */
  statusChanges = 0;
  /** Ids of new tasks of waiting kinds that need not wait. */
  readonly complete = new Set<string>();
  /** Takes back what a child process has done. */
  readonly compensateChild: (child: Process) => Promise<void>;
  private readonly spawn: Spawn;
  private readonly instance: Record<string, unknown>;
  private readonly activations = new Map<string, Activation>();

  constructor(
    parts: ContextParts,
    /** Makes a row of the transition table callable on a task. */
    readonly bind: (activation: Activation, name: TransitionName) => Transition<never[]>,
    /** Takes back what these nodes, or all, have done. */
    private readonly compensate: (nodes: readonly string[] | undefined, by: Task) => Promise<void>,
  ) {
    this.tx = parts.tx;
    this.flow = parts.flow;
    this.process = parts.process;
    this.user = parts.user;
    this.access = parts.access;
    this.now = parts.now;
    this.failures = parts.failures;
    this.spawn = parts.spawn;
    this.compensateChild = parts.compensateChild;
    this.instance = parts.instance as Record<string, unknown>;
    this.work = new UnitOfWork(
      parts.process,
      { actor: parts.user?.id ?? null, now: parts.now },
      !parts.fresh,
      parts.flow.options.history?.hide,
    );
    this.deliveries = new JobDeliveries(parts.flow.name);
    this.tokens = new Tokens(parts.flow, this.work, parts.tx, parts.fresh);
    this.lineage = new Lineage(this);
    this.rights = new Rights(parts.access, parts.flow, parts.process);
  }

  /** The node of a task; an unknown one when the code no longer has it. */
  nodeOf(task: Task): GraphNode {
    return this.flow.graph.find(task.node) ?? unknownNode(task.node);
  }

  /** The activation of a task, of the class its node kind brings. */
  activation(task: Task): Activation {
    let activation = this.activations.get(task.id);
    if (!activation) {
      const node = this.nodeOf(task);
      activation = new (behaviourOf(node).activation ?? Activation)(this, task, node);
      this.activations.set(task.id, activation);
    }
    return activation;
  }

  /** Takes in the task a transition is about, with what its `canProceed` questions need. */
  async take(loaded: Task): Promise<Activation> {
    const task = this.tokens.track(loaded);
    if (task.status === 'DONE') await this.lineage.read(task);
    return this.activation(task);
  }

  /** What the hooks of the task's node kind work with. */
  step(task: Task): NodeStep {
    const activation = this.activation(task);
    const { node } = activation;
    return {
      activation,
      node,
      options: node.options,
      call: (...args) => this.call(node, activation, ...args),
      give: (userId) => {
        this.give(task, userId);
      },
      withDelegates: (userIds) => withDelegates(userIds, [...this.work.known(), ...this.lineage.lookedAt]),
      schedule: (moment) => {
        task.dueAt ??= moment;
        // What was due before and has failed to fire is still due then.
        this.schedule(task, behaviourOf(node).due === 'fire' ? task.dueAt : moment);
      },
      spawn: (flow, start, payload) => {
        task.startedAt ??= this.now;
        this.setStatus(task, 'STARTED');
        return this.spawn(flow, start, payload, task.id);
      },
      complete: () => {
        this.complete.add(task.id);
      },
      send: (type, payload) => {
        this.work.send(type, task, payload);
      },
      compensate: (nodes) => this.compensate(nodes, task),
      compensated: () => this.lineage.compensatedBy(task),
      children: () => this.tx.childrenOf(task.id),
      anyChildRunning: () => this.tx.anyChildRunning(task.id),
    };
  }

  /** Makes a task SCHEDULED: at this moment it is due, in the line its node says. */
  schedule(task: Task, moment: Date): void {
    const node = this.nodeOf(task);
    const isJob = behaviourOf(node).due === 'job';
    task.queue = isJob ? queueOf(this.flow, node) : TIMERS;
    task.scheduledAt = moment;
    this.setStatus(task, 'SCHEDULED');
    if (isJob) this.deliveries.schedule(task);
  }

  /** Makes a task ASSIGNED to a user. Rights are the caller's to ask. */
  give(task: Task, userId: string): void {
    refuseUserId(userId);
    task.owner = userId;
    task.assignedAt = this.now;
    this.setStatus(task, 'ASSIGNED');
    this.work.record('task.assigned', task, { owner: userId });
  }

  /**
   * The one place where a task's status changes, so that `live` always agrees with it, and boundary events go with
   * their host. An armed boundary event lives by its host, not by itself; one that has failed is to be seen.
   */
  setStatus(task: Task, status: TaskStatus): void {
    const lived = isLive(task.status);
    this.statusChanges += 1;
    if (task.status === 'SCHEDULED' && task.scheduledAt && task.queue !== TIMERS && !isLive(status))
      this.deliveries.withdraw(task, task.scheduledAt);
    task.status = status;
    if (status !== 'SCHEDULED' && status !== 'STARTED') task.scheduledAt = null;
    if (!isLive(status) || status === 'ERROR') task.externalId = null;
    this.tokens.setLive(task, isLive(status) && !isArmed(task));
    if (lived && !isLive(status)) disarm(task, this);
  }

  /** Withdraws a live row: a task that waits or failed, or a split whose branches are withdrawn with it. */
  withdraw(task: Task): void {
    if (!isLive(task.status)) {
      this.tokens.setLive(task, false);
      return;
    }
    task.finishedAt = this.now;
    this.setStatus(task, 'CANCELED');
    this.work.record('task.canceled', task);
    if (behaviourOf(this.nodeOf(task)).spawns) this.cancelChildren(task);
  }

  /** Has the processes that a task has started cancelled, once this is committed. */
  cancelChildren(task: Task): void {
    this.work.send('children.cancel', task, { parentTaskId: task.id });
  }

  /** The transitions that tasks of this node have. */
  transitionsOf(node: GraphNode): readonly TransitionName[] {
    return behaviourOf(node).transitions;
  }

  /** How many tasks in these statuses each of these users has. */
  shares(users: readonly string[], statuses: readonly TaskStatus[], options: ShareOptions): Promise<Share[]> {
    return new Allocation(this).shares(users, statuses, options);
  }

  /** Takes the next turn of this name. */
  async turn(name: string): Promise<number> {
    this.assertWritable();
    return new Allocation(this).turn(name);
  }

  /** Puts the process data back to what it was when its node's code began. */
  restoreData(json: string): void {
    this.process.data = hydrate(this.flow.options.data, JSON.parse(json));
  }

  /** Forgets the tasks that were made after a point, and what was told of them. */
  rewind(mark: WorkMark): void {
    for (const task of this.work.rewind(mark)) {
      this.tokens.setLive(task, false);
      this.activations.delete(task.id);
      this.lineage.forget(task);
    }
  }

  /** The live tasks this transaction has made, in the order it made them, without the events on their borders. */
  next(): Task[] {
    return [...this.work.known()].filter(
      (task) => this.work.isNew(task.id) && isLive(task.status) && task.attachedTo === null,
    );
  }

  /** Whether something else than a job is due in this process by now. */
  isSomethingDue(): boolean {
    for (const { status, scheduledAt, queue } of this.work.known()) {
      if (status === 'SCHEDULED' && queue === TIMERS && scheduledAt !== null && scheduledAt <= this.now)
        return true;
    }
    return false;
  }

  /** Writes what is not written yet. */
  async flush(last = false): Promise<void> {
    this.assertWritable();
    await this.work.flush(this.tx, last);
  }

  private assertWritable(): void {
    if (this.readOnly !== undefined) throw new EngineFault(this.readOnly);
  }

  private call(node: GraphNode, ...args: unknown[]): unknown {
    const method = this.instance[node.name];
    if (typeof method !== 'function') {
      throw new EngineFault(
        `Expected '${node.name}' of ${this.flow.name} to be a method, but it is ${typeof method}.`,
      );
    }
    return (method as (...args: unknown[]) => unknown).apply(this.instance, args);
  }
}
