import type { EntityManager } from 'typeorm';
import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { GraphNode } from '../definition/node-kind.js';
import type { Process } from '../model/process.entity.js';
import type { TaskStatus } from '../model/status.js';
import type { Task } from '../model/task.entity.js';
import type { Share, ShareOptions } from './shares.js';
import type { WorkflowUser } from './ports/access-policy.js';
import type { Transition, TransitionName } from './transitions/transition.js';

/** What an activation stands on: the process in its transaction. */
export interface ActivationHost {
  readonly process: Process;
  readonly flow: CompiledFlow;
  readonly user: WorkflowUser | undefined;
  readonly tx: { readonly manager: EntityManager };
  readonly now: Date;
  readonly signal?: AbortSignal;
  /** What the hooks of the task's node kind work with. */
  step(task: Task): unknown;
  bind(activation: Activation, name: TransitionName): Transition<never[]>;
  transitionsOf(node: GraphNode): readonly TransitionName[];
  readonly lineage: { previousOnPath(task: Task, node: string): Promise<Task | undefined> };
  shares(users: readonly string[], statuses: readonly TaskStatus[], options: ShareOptions): Promise<Share[]>;
  turn(name: string): Promise<number>;
  flush(): Promise<void>;
}

/**
 * A task in the hands of whoever works on it: handlers, conditions, options that are functions, and controllers
 * with `@CurrentActivation()`. It lives inside one transaction, with its process locked; nothing it has can be used
 * after that.
 *
 * @typeParam Data - the flow's data class
 *
 * @example
 * \@Handler({ next: 'end' })
 * async pay({ process, manager }: Activation<Invoice>) {
 *   await manager.insert(Payment, { invoice: process.data.number, amount: process.data.total });
 * }
 */
export class Activation<Data extends object = object> {
  readonly #host: ActivationHost;
  #transitions: Map<TransitionName, Transition<never[]>> | undefined;

  /** @internal */
  constructor(
    host: ActivationHost,
    /** The task; change `data`, `priority` or `dueAt` freely, its status only by transitions. */
    readonly task: Task,
    readonly node: GraphNode,
  ) {
    this.#host = host;
  }

  /** The process; what is changed in `process.data` is stored with the transition. */
  get process(): Process<Data> {
    return this.#host.process as Process<Data>;
  }

  get flow(): CompiledFlow {
    return this.#host.flow;
  }

  /** Who does this; `undefined` when code does it on its own. */
  get user(): WorkflowUser | undefined {
    return this.#host.user;
  }

  /** The transaction's EntityManager: what is written through it commits and rolls back with the transition. */
  get manager(): EntityManager {
    return this.#host.tx.manager;
  }

  /** The moment of the transition: the same for everything it does. */
  get now(): Date {
    return this.#host.now;
  }

  /**
   * In the body of a job: aborted when the attempt runs past its timeout, when its task is cancelled or goes another way
   * (the reason is an `AttemptOver` then), or when the worker has to stop.
   */
  get signal(): AbortSignal | undefined {
    return this.#host.signal;
  }

  /** Gives a NEW task to a user, by default to {@link user}. */
  get assign(): Transition<[user?: WorkflowUser | string]> {
    return this.transition('assign');
  }

  /** Puts an ASSIGNED task back into the queue; a draft stays with it. */
  get unassign(): Transition<[]> {
    return this.transition('unassign');
  }

  /** Gives an owned task to another user, who must hold its permission. */
  get reassign(): Transition<[user: WorkflowUser | string]> {
    return this.transition('reassign');
  }

  /** Marks an ASSIGNED task as being worked on. */
  get start(): Transition<[]> {
    return this.transition('start');
  }

  /** Completes the task and runs the process on to where it waits next. Answers what the node's method returned. */
  get execute(): Transition<[form?: unknown], unknown> {
    return this.transition('execute');
  }

  /** Keeps a form as it is, without validating or completing it. */
  get saveDraft(): Transition<[form: unknown]> {
    return this.transition('saveDraft');
  }

  /** Hides an owned task from its owner's inbox until a moment; nothing runs when that comes. */
  get snooze(): Transition<[until: Date]> {
    return this.transition('snooze');
  }

  /** Puts a snoozed task back into its owner's inbox. */
  get unsnooze(): Transition<[]> {
    return this.transition('unsnooze');
  }

  /**
   * Gives an owned task to another user, who must hold its permission, with return: when they execute it, their form
   * is validated and kept, and the task comes back to its owner, who confirms it by executing it.
   */
  get delegate(): Transition<[user: WorkflowUser | string]> {
    return this.transition('delegate');
  }

  /** Gives a delegated task back undone; or takes it back, as whoever delegated it. */
  get handBack(): Transition<[]> {
    return this.transition('handBack');
  }

  /** Withdraws a task that waits or failed. */
  get cancel(): Transition<[]> {
    return this.transition('cancel');
  }

  /** Takes a finished task back, when nothing that followed from it still counts. */
  get undo(): Transition<[]> {
    return this.transition('undo');
  }

  /** Makes a withdrawn task anew, by the rules of its node. Answers the new task. */
  get revive(): Transition<[], Task> {
    return this.transition('revive');
  }

  /**
   * Runs a failed task again, when `data` is given with these fields of the process data changed first (`null` takes
   * one away); they must fit the flow's data class.
   */
  get retry(): Transition<[data?: object]> {
    return this.transition('retry');
  }

  /** Passes over a failed or waiting task as if it were done, without its work. */
  get skip(): Transition<[]> {
    return this.transition('skip');
  }

  /**
   * Adds an instance to those that run — a child of a `@MultiSubprocess`, a task of a `@Split` over items — which is
   * waited for as the others are. `branch` says which, where a split has several branches with items.
   */
  get add(): Transition<[item?: unknown, branch?: string]> {
    return this.transition('add');
  }

  /** Goes on with the instances that are done: those that run are withdrawn. Workflow pattern 27, complete MI task. */
  get finish(): Transition<[]> {
    return this.transition('finish');
  }

  /**
   * The task of this node on the path that led here, the nearest one: not some other branch's, nor a newer one
   * elsewhere in the process.
   *
   * @example
   * \@View({ next: 'end', assign: (activation: Activation) => activation.ownerOf('review') })
   * again!: FlowNode; // for whoever reviewed
   */
  async previous(node: string): Promise<Task | undefined> {
    return this.#host.lineage.previousOnPath(this.task, node);
  }

  /** The owner of the {@link previous} task of this node: "owner of step x". */
  async ownerOf(node: string): Promise<string | undefined> {
    return (await this.previous(node))?.owner ?? undefined;
  }

  /**
   * How many tasks each of these users has in hand (ASSIGNED or STARTED), whoever has fewest first. Resource patterns:
   * shortest queue; with a limit, work in progress; the last one, piled execution.
   *
   * @example
   * \@View({ next: 'end', assign: async (activation) => (await activation.workload(['ann', 'bob']))[0]?.user })
   */
  async workload(users: readonly string[], options: ShareOptions = {}): Promise<Share[]> {
    const shares = await this.#host.shares(users, ['ASSIGNED', 'STARTED'], options);
    return shares.sort((a, b) => a.tasks - b.tasks);
  }

  /** How many tasks each of these users has finished, whoever did most first. Resource pattern: history-based. */
  async experience(users: readonly string[], options: ShareOptions = {}): Promise<Share[]> {
    const shares = await this.#host.shares(users, ['DONE'], options);
    return shares.sort((a, b) => b.tasks - a.tasks);
  }

  /**
   * The one of these whose turn it is. Turns of one name are taken one after the other over all processes and
   * instances of the application, also when many start at once; a transition that fails takes none. Resource pattern:
   * round robin.
   *
   * @example
   * \@View({ next: 'end', assign: (activation) => activation.inTurn('support', ['ann', 'bob', 'cy']) })
   */
  async inTurn<Item>(name: string, items: readonly Item[]): Promise<Item | undefined> {
    if (items.length === 0) return undefined;
    return items[(await this.#host.turn(name)) % items.length];
  }

  /**
   * Writes what the transition has done so far, within its transaction, so that the application's own SQL sees it and
   * its foreign keys find the process row.
   */
  async flush(): Promise<void> {
    await this.#host.flush();
  }

  /** Names of the transitions that `user` could make now. */
  async allowedTransitions(user = this.user): Promise<TransitionName[]> {
    const names: TransitionName[] = [];
    for (const name of this.#host.transitionsOf(this.node)) {
      const transition = this.transition(name);
      if (transition.canProceed() && (user === undefined || (await transition.isAllowed(user))))
        names.push(name);
    }
    return names;
  }

  /** For the activation class of a node kind: the `NodeStep` its hooks work with. */
  protected step(): unknown {
    return this.#host.step(this.task);
  }

  /** A transition by its name, for callers that get the name from outside; kinds' own activations build on it. */
  transition<Args extends unknown[], Result>(name: TransitionName): Transition<Args, Result> {
    const transitions = (this.#transitions ??= new Map<TransitionName, Transition<never[]>>());
    let bound = transitions.get(name);
    if (!bound) transitions.set(name, (bound = this.#host.bind(this, name)));
    return bound as unknown as Transition<Args, Result>;
  }
}
