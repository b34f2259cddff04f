import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { FlowClass } from '../definition/flow-node.js';
import { queueOf } from '../definition/job-queues.js';
import type { GraphNode } from '../definition/node-kind.js';
import { EngineFault } from '../errors.js';
import type { Process } from '../model/process.entity.js';
import { isLive, type TaskStatus } from '../model/status.js';
import { TIMERS, type Task } from '../model/task.entity.js';
import { Activation, type ActivationHost } from './activation.js';
import { JobDeliveries } from './job-deliveries.js';
import { Allocation } from './allocation.js';
import { behaviourOf, type NodeStep } from './node-behaviour.js';
import { withDelegates } from './delegates.js';
import { hydrate } from './process-data.js';
import type { AccessPolicy, AccessSubject, WorkflowUser } from './ports/access-policy.js';
import type { StoreTransaction } from './ports/workflow-store.js';
import type { Share, ShareOptions } from './shares.js';
import { Tokens } from './tokens.js';
import type { Transition, TransitionName } from './transitions/transition.js';
import { UnitOfWork, type WorkMark } from './unit-of-work.js';
import { unknownNode } from './unknown.js';

/** What happens when a node's code throws: the caller gets the error, or the task keeps it and waits as ERROR. */
export type FailureMode = 'raise' | 'keep';

/** What a context is made of. */
export interface ContextParts {
  readonly tx: StoreTransaction;
  readonly flow: CompiledFlow;
  /** The flow provider whose methods the nodes are. */
  readonly instance: object;
  readonly process: Process;
  /** The process is made in this transaction and not in the database yet. */
  readonly fresh: boolean;
  readonly user: WorkflowUser | undefined;
  readonly access: AccessPolicy;
  readonly now: Date;
  readonly failures: FailureMode;
  /** Starts a child process within the same transaction. */
  readonly spawn: Spawn;
  /** Takes back, within the same transaction, what a child process has done. */
  readonly compensateChild: (child: Process) => Promise<void>;
}

/** Starts a process of another flow for a task. */
export type Spawn = (
  flow: FlowClass,
  start: string,
  payload: unknown,
  parentTaskId: string,
) => Promise<Process>;

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
  /** What the queue of jobs is to hear of. */
  readonly deliveries: JobDeliveries;

  /** How often a task's status has changed in this transaction. */
  statusChanges = 0;
  /** Ids of new tasks of waiting kinds that need not wait. */
  readonly complete = new Set<string>();
  /** Takes back what a child process has done. */
  readonly compensateChild: (child: Process) => Promise<void>;
  private readonly spawn: Spawn;
  private readonly instance: Record<string, unknown>;
  private readonly activations = new Map<string, Activation>();
  /** Of tasks that were DONE when they were loaded: whether something that followed still counts. */
  private readonly followers = new Map<string, boolean>();
  /** Stored tasks that were asked for, beside those the transition works with. */
  private readonly lookedAt = new Set<Task>();
  private readonly followed = new Map<string, Task[]>();
  private readonly followedFrom = new Map<string, string[]>();

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
    );
    this.deliveries = new JobDeliveries(parts.flow.name);
    this.tokens = new Tokens(parts.flow, this.work, parts.tx, parts.fresh);
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
    if (task.status === 'DONE') this.followers.set(task.id, await this.tx.hasActiveFollower(task.id));
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
      withDelegates: (userIds) => withDelegates(userIds, [...this.work.known(), ...this.lookedAt]),
      schedule: (moment) => {
        task.dueAt ??= moment;
        this.schedule(task, moment);
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
      compensated: () => this.compensatedBy(task),
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
    task.owner = userId;
    task.assignedAt = this.now;
    this.setStatus(task, 'ASSIGNED');
    this.work.record('task.assigned', task, { owner: userId });
  }

  /** Records that `task` followed from `previous`. */
  follow(task: Task, previousId: string): void {
    this.work.link(task, previousId);
    const followers = this.followed.get(previousId);
    if (followers) followers.push(task);
    else this.followed.set(previousId, [task]);
    const previous = this.followedFrom.get(task.id);
    if (previous) previous.push(previousId);
    else this.followedFrom.set(task.id, [previousId]);
  }

  /** Whether a task that followed from this one still counts: it is neither CANCELED nor REVIVED. */
  hasActiveFollower(task: Task): boolean {
    const here = this.followed.get(task.id) ?? [];
    return (
      (this.followers.get(task.id) ?? false) ||
      here.some(({ status }) => status !== 'CANCELED' && status !== 'REVIVED')
    );
  }

  /**
   * The one place where a task's status changes, so that `live` always agrees with it, and boundary events go with
   * their host. An armed boundary event lives by its host, not by itself.
   */
  setStatus(task: Task, status: TaskStatus): void {
    const lived = isLive(task.status);
    this.statusChanges += 1;
    if (task.status === 'SCHEDULED' && task.scheduledAt && task.queue !== TIMERS && !isLive(status))
      this.deliveries.withdraw(task, task.scheduledAt);
    task.status = status;
    if (status !== 'SCHEDULED' && status !== 'STARTED') task.scheduledAt = null;
    if (!isLive(status)) task.externalId = null;
    this.tokens.setLive(task, isLive(status) && task.attachedTo === null);
    if (lived && !isLive(status)) this.disarm(task);
  }

  /** Withdraws the boundary events armed on a task that has ended. */
  private disarm(host: Task): void {
    const boundaries = this.flow.graph.boundariesOf(this.tokens.nodeName(host));
    if (!boundaries.some((boundary) => behaviourOf(boundary).due)) return;
    this.work.hostEnded(host);
    for (const task of this.work.known()) {
      if (task.attachedTo !== host.id || task.status !== 'SCHEDULED') continue;
      task.finishedAt = this.now;
      task.scheduledAt = null;
      task.status = 'CANCELED';
    }
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

  /** The process is final: its parent's task is told. */
  end(status: 'DONE' | 'CANCELED' | 'FAILED', failure?: { code: string; message?: string }): void {
    const { process } = this;
    process.status = status;
    process.finishedAt = this.now;
    if (status === 'DONE') this.work.record('process.finished');
    else if (status === 'CANCELED') this.work.record('process.canceled');
    else this.work.record('process.failed', undefined, { ...failure });
    if (process.parentTaskId === null) return;
    this.work.send('child.ended', undefined, {
      parentTaskId: process.parentTaskId,
      processId: process.id,
      status,
      ...(failure ? { code: failure.code } : {}),
    });
  }

  /** Makes a final process run again. */
  reopen(): void {
    if (this.process.status === 'NEW') return;
    this.process.status = 'NEW';
    this.process.finishedAt = null;
    this.work.record('process.reopened');
  }

  /** The transitions that tasks of this node have. */
  transitionsOf(node: GraphNode): readonly TransitionName[] {
    return behaviourOf(node).transitions;
  }

  /** What rights are asked about. */
  subject(task?: Task): AccessSubject {
    return { flow: this.flow.name, process: this.process, task };
  }

  /** Whether the user manages processes of this flow. */
  async mayManage(user: WorkflowUser): Promise<boolean> {
    return this.access.can(user, this.flow.managePermission, this.subject());
  }

  /** Why the user may not have this task; `undefined` when they may. */
  async mayNotTake(user: WorkflowUser, { task }: Activation): Promise<string | undefined> {
    const permission = task.permission ?? this.flow.viewPermission;
    if (!(await this.access.can(user, permission, this.subject(task)))) {
      return `Expected a holder of '${permission}' to have task '${task.node}', but '${user.id}' is none.`;
    }
    if (task.excluded?.includes(user.id)) {
      return `Expected somebody else than '${user.id}' to have task '${task.node}': its duties are separated.`;
    }
    return undefined;
  }

  /** The nearest task of this node on the path that led to `task`: in memory first, then stored. */
  async previousOnPath(task: Task, nodeName: string): Promise<Task | undefined> {
    const node = this.flow.graph.find(nodeName);
    if (!node)
      throw new EngineFault(`Expected '${nodeName}' to be a node of ${this.flow.name}, but it is none.`);
    const stored: string[] = [];
    const queue = await this.previousOf(task);
    for (let next = 0; next < queue.length; next++) {
      const id = queue[next] as string;
      const known = this.work.find(id);
      if (known && this.tokens.nodeName(known) === node.name) return known;
      const previous = this.followedFrom.get(id) ?? [];
      queue.push(...previous.filter((other) => !queue.includes(other)));
      // A join that was made before may have been reached by other branches then.
      if (known?.createdAt !== this.now) stored.push(id);
    }
    if (stored.length === 0) return undefined;
    const found = await this.tx.nearestOnPath(stored, this.flow.graph.storedNames(node));
    const nearest = found && (this.work.find(found.id) ?? found);
    if (nearest) this.lookedAt.add(nearest);
    return nearest;
  }

  /** How many tasks in these statuses each of these users has. */
  shares(users: readonly string[], statuses: readonly TaskStatus[], options: ShareOptions): Promise<Share[]> {
    return new Allocation(this).shares(users, statuses, options);
  }

  /** Takes the next turn of this name. */
  turn(name: string): Promise<number> {
    return new Allocation(this).turn(name);
  }

  /** Puts the process data back to what it was when its node's code began. */
  restoreData(json: string): void {
    this.process.data = hydrate(this.flow.options.data, JSON.parse(json));
  }

  /** Takes in the finished tasks that are stored under these node names. */
  async takeDone(nodes: readonly string[]): Promise<void> {
    for (const task of await this.tx.doneTasks(this.process.id, nodes)) this.tokens.track(task);
  }

  /** Ids of the tasks that these followed from. */
  async previousIds(tasks: readonly Task[]): Promise<string[]> {
    const stored = tasks.filter(({ id }) => !this.followedFrom.has(id)).map(({ id }) => id);
    const links = stored.length > 0 ? await this.tx.previousOf(stored) : [];
    return [
      ...tasks.flatMap(({ id }) => this.followedFrom.get(id) ?? []),
      ...links.map(({ previousId }) => previousId),
    ];
  }

  /** The task that this one compensates. */
  private async compensatedBy(task: Task): Promise<Task | undefined> {
    const name = this.tokens.nodeName(task);
    const compensatesWithIt = (one: GraphNode) => behaviourOf(one).compensates?.(one) === name;
    const { graph } = this.flow;
    if (!graph.boundaries.some(compensatesWithIt)) return undefined;
    const ids = await this.previousOf(task);
    const unknown = ids.filter((id) => !this.work.find(id));
    for (const stored of unknown.length > 0 ? await this.tx.tasks(unknown) : []) this.tokens.track(stored);
    const compensates = (host: Task) =>
      graph.boundariesOf(this.tokens.nodeName(host)).some(compensatesWithIt);
    return ids.map((id) => this.work.find(id)).find((host) => host && compensates(host));
  }

  /** A point to go back to when something that makes tasks at once fails. */
  mark(): WorkMark {
    return this.work.mark();
  }

  /** Forgets the tasks that were made after a point, and what was told of them. */
  rewind(mark: WorkMark): void {
    for (const task of this.work.rewind(mark)) {
      this.tokens.setLive(task, false);
      this.activations.delete(task.id);
      for (const id of this.followedFrom.get(task.id) ?? []) {
        this.followed.set(
          id,
          (this.followed.get(id) ?? []).filter((other) => other !== task),
        );
      }
      this.followedFrom.delete(task.id);
    }
  }

  private async previousOf(task: Task): Promise<string[]> {
    const here = this.followedFrom.get(task.id) ?? [];
    if (task.createdAt === this.now) return [...here];
    const links = await this.tx.previousOf([task.id]);
    return [...new Set([...here, ...links.map((link) => link.previousId)])];
  }

  /** The live tasks this transaction has made, in the order it made them, without the events on their borders. */
  next(): Task[] {
    return [...this.work.known()].filter(
      (task) => task.createdAt === this.now && isLive(task.status) && task.attachedTo === null,
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
    await this.work.flush(this.tx, last);
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
