import type { GraphNode } from '../definition/node-kind.js';
import { EngineFault, InputInvalidError } from '../errors.js';
import type { Task } from '../model/task.entity.js';
import type { Activation } from './activation.js';
import { cancelRegion } from './cancel-region.js';
import { describeFailure } from './failure.js';
import { Gathering, type TokenMover } from './gathering.js';
import { Milestones } from './milestones.js';
import { andThen, isPromise, type MaybePromise } from './maybe-promise.js';
import { newTask, type Birth } from './new-task.js';
import {
  behaviourOf,
  type Exit,
  type NodeBehaviour,
  type NodeStep,
  type Termination,
} from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';
import { endProcess } from './process-end.js';
import { Race } from './race.js';
import { Sections } from './sections.js';

/**
 * Moves the tokens of one process: makes tasks, performs those that need not wait, and goes on until everything
 * waits. A loop over a queue, never recursion, so that ten thousand steps are as flat as ten.
 *
 * The life of a token: `place` makes a task at a node → it waits, or is performed at once → its exits `leave` it →
 * new tokens are placed, or arrive at a join → a token that leads nowhere is gone, and the joins around it look again.
 */
export class Engine implements TokenMover {
  /** Something moved: the process ran on today's graph. */
  moved = false;
  private queue: Task[] = [];
  /** What nodes throw is kept on their tasks, instead of reaching the caller. */
  keepErrors: boolean;
  /** A token reached an end in this transaction. */
  private endReached = false;
  private readonly gathering: Gathering;
  /** Deferred choices: who of those that compete is first. */
  readonly race: Race;
  /** Where only one task may be under way at a time. */
  readonly sections: Sections;
  private readonly milestones: Milestones;

  constructor(private readonly context: ProcessContext) {
    this.keepErrors = context.failures === 'keep';
    this.gathering = new Gathering(context, this);
    this.race = new Race(context, this);
    this.sections = new Sections(context);
    this.milestones = new Milestones(context, this);
  }

  /** Lets a task run when the loop comes to it. */
  enqueue(task: Task): void {
    this.queue.push(task);
  }

  /**
   * Performs everything that need not wait, then ends the process when nothing in it is live.
   *
   * @param finishOnlyAfterEnd - when the last live task was withdrawn rather than done, the process ends only if
   * some path of it had reached an end; otherwise it stays open, to be revived or cancelled.
   */
  async drain(options: { keepErrors?: boolean; finishOnlyAfterEnd?: boolean } = {}): Promise<void> {
    const before = this.keepErrors;
    this.keepErrors ||= options.keepErrors ?? false;
    try {
      do {
        for (let next = 0; next < this.queue.length; next++) {
          const task = this.queue[next] as Task;
          if (!task.live || task.status === 'ERROR') continue;
          const performed = this.perform(task, undefined);
          if (isPromise(performed)) await performed;
        }
        this.queue = [];
        await this.milestones.settle();
      } while (this.queue.length > 0);
    } finally {
      this.keepErrors = before;
    }
    await this.finishWhenNothingLives(options.finishOnlyAfterEnd ?? false);
  }

  /** Offers what is to be offered in the state that a transition has brought about, and withdraws the rest. */
  async settleMilestones(): Promise<void> {
    await this.milestones.settle();
    if (this.queue.length > 0) await this.drain();
  }

  /** Does a task's work and sends its tokens on. Answers what the node's method returned. */
  perform(task: Task, input: unknown): MaybePromise<unknown> {
    if (this.keepErrors || this.catchesErrors(task)) return this.performGuarded(task, input);
    return andThen(this.work(task, input), ({ result, exits }) =>
      andThen(this.leave(task, exits), () => result),
    );
  }

  private async performGuarded(task: Task, input: unknown): Promise<unknown> {
    const data = JSON.stringify(this.context.process.data);
    const done = await this.isolated(async () => this.work(task, input));
    if ('error' in done) {
      this.context.restoreData(data);
      await this.failed(task, done.error);
      return undefined;
    }
    await this.leave(task, done.value.exits);
    return done.value.result;
  }

  /** In the foreground only what a boundary event catches stays here; everything else reaches the caller. */
  private async failed(task: Task, error: unknown): Promise<void> {
    // What a caller gave is the caller's to mend; what comes of it later in the background is the node's own failure.
    const isOwn = this.keepErrors && this.queue.includes(task);
    if (error instanceof InputInvalidError && !isOwn) throw error;
    await this.fail(task, error);
    if (!this.keepErrors && task.status === 'ERROR') throw error;
  }

  private catchesErrors(task: Task): boolean {
    const { graph } = this.context.flow;
    return graph
      .boundariesOf(this.context.nodeOf(task).name)
      .some((boundary) => behaviourOf(boundary).catches);
  }

  /** Sends a task's token on without doing its work. */
  async pass(task: Task): Promise<void> {
    const node = this.context.nodeOf(task);
    if (behaviourOf(node).spawns && task.status === 'STARTED') this.context.cancelChildren(task);
    if (node.kind.scope === 'closes') return this.gathering.fire(task, node);
    const exits = this.context.flow.graph.edgesFrom(node.name).filter((edge) => edge.role !== 'boundary');
    await this.leave(task, exits);
  }

  /** Makes the first task of a process and performs it. `attempt`: starting has failed so often before, less one. */
  async begin(node: GraphNode, input: unknown, attempt = 1): Promise<{ task: Task; result: unknown }> {
    this.context.work.record('process.started');
    const task = await this.create(node, { token: null });
    task.attempts = attempt - 1;
    const result = await this.perform(task, input);
    await this.drain();
    return { task, result };
  }

  /** Makes a withdrawn task anew, where it was, and lets it run by its node's rules. */
  async revive(old: Task, node: GraphNode): Promise<Task> {
    await this.reopenScopes(old.token);
    const links = await this.context.tx.previousOf([old.id]);
    const task = await this.create(node, {
      token: old.token,
      data: old.data,
      draft: old.draft,
      previous: links.map((link) => link.previousId),
    });
    if (node.kind.category === 'start') await this.pass(task);
    else if (node.kind.scope === 'closes') await this.gathering.settle(old.token);
    else if (!behaviourOf(node).waits || this.context.complete.has(task.id)) this.enqueue(task);
    return task;
  }

  /** Goes on with what has arrived of a split's branches; the others are withdrawn. */
  async gatherNow(split: Task): Promise<void> {
    await this.gathering.finish(split);
  }

  /** A token is gone without having led anywhere: joins around it look again, empty scopes close. */
  async tokenGone(token: string | null): Promise<void> {
    await this.gathering.settle(token);
  }

  /** Withdraws everything live and makes the process CANCELED. */
  async cancelProcess(): Promise<void> {
    await this.withdrawAll(null);
    endProcess(this.context, 'CANCELED');
  }

  /** Runs code whose writes are undone when it throws. */
  private async isolated<T>(code: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
    const { tx, work } = this.context;
    const { flushes } = work;
    try {
      return { value: await tx.savepoint(code) };
    } catch (error) {
      work.unwrite(flushes);
      return { error };
    }
  }

  /** The node's own work, and where it leads. */
  work(task: Task, input: unknown): MaybePromise<{ result: unknown; exits: readonly Exit[] }> {
    this.moved = true;
    const behaviour = behaviourOf(this.context.nodeOf(task));
    const step = this.context.step(task);
    task.startedAt ??= this.context.now;
    return andThen(behaviour.run?.(step, input), (result) =>
      andThen(behaviour.exits(step, result), (exits) => ({ result, exits })),
    );
  }

  /** Completes a task and sends its tokens on, into a scope of their own when it opens one. */
  leave(task: Task, exits: readonly Exit[], joined?: { token: string | null }): MaybePromise<void> {
    const node = this.context.nodeOf(task);
    const { terminates, withdraws } = behaviourOf(node);
    this.done(task);
    const competes = !joined && this.race.competes(task);
    if (competes || terminates || withdraws) return this.leaveInTurn(task, node, exits, competes, joined);
    if (node.kind.category === 'end') this.endReached = true;
    return this.sendOn(task, node, exits, joined);
  }

  private async leaveInTurn(
    task: Task,
    node: GraphNode,
    exits: readonly Exit[],
    competes: boolean,
    joined?: { token: string | null },
  ): Promise<void> {
    const { context } = this;
    if (competes) await this.race.decide(task, 'complete');
    const termination = behaviourOf(node).terminates?.(context.step(task));
    if (termination) return this.terminate(termination);
    if (node.kind.category === 'end') this.endReached = true;
    const emptied = await cancelRegion(context, node);
    await this.sendOn(task, node, exits, joined);
    for (const scope of emptied) await this.gathering.settle(scope);
  }

  private sendOn(
    task: Task,
    node: GraphNode,
    exits: readonly Exit[],
    joined?: { token: string | null },
  ): MaybePromise<void> {
    const { context } = this;
    const opens =
      node.kind.scope === 'races' ||
      (node.kind.scope === 'opens' && context.flow.synchronisation.isScoped(node.name));
    if (!opens || !exits.some((exit) => exit.branch))
      return this.send(task, exits, joined ? joined.token : task.token);
    context.tokens.open(task);
    return this.send(task, exits, task.id);
  }

  /** Sends a token along each exit of a task; all are placed before any join is looked at. */
  send(task: Task, exits: readonly Exit[], token: string | null): MaybePromise<void> {
    const [exit, another] = exits;
    if (this.gathering.gathers || another) return this.sendInTurn(task, exits, token);
    if (!exit) return undefined;
    return this.place(this.target(this.context.nodeOf(task), exit), task, token, exit.item);
  }

  private async sendInTurn(task: Task, exits: readonly Exit[], token: string | null): Promise<void> {
    const { flow } = this.context;
    const node = this.context.nodeOf(task);
    const unsettled = new Set<string | null>();
    let movesOff = false;
    if (exits.length === 0) unsettled.add(token);
    for (const exit of exits) {
      const target = this.target(node, exit);
      if (target.kind.scope === 'closes') {
        unsettled.add(token).add(await this.gathering.arrive(target, task, token));
      } else {
        await this.place(target, task, token, exit.item);
      }
      movesOff ||= flow.synchronisation.movesOff(node.name, target.name);
    }
    if (movesOff) await this.gathering.settle(token, true);
    for (const scope of unsettled) await this.gathering.settle(scope);
  }

  private target(node: GraphNode, exit: Exit): GraphNode {
    const target = this.context.flow.graph.find(exit.to);
    if (target) return target;
    throw new EngineFault(
      `Expected '${node.name}' to lead to a node of ${this.context.flow.name}, but '${exit.to}' is none.`,
    );
  }

  private place(node: GraphNode, from: Task, token: string | null, item: unknown): MaybePromise<void> {
    const made = this.create(node, { token, data: item ?? null, previous: [from.id] });
    return andThen(made, (task) => {
      if (isWaiting(task) && (!behaviourOf(node).waits || this.context.complete.has(task.id)))
        this.enqueue(task);
    });
  }

  /** Makes a task at a node, by its kind's rules. */
  create(node: GraphNode, birth: Birth): MaybePromise<Task> {
    const { context } = this;
    const task = newTask(context.process.id, node, birth.token, context.now);
    task.data = birth.data ?? null;
    task.draft = birth.draft ?? null;
    task.attachedTo = birth.attachedTo ?? null;
    task.live = task.attachedTo === null;
    context.tokens.add(task);
    for (const id of birth.previous ?? []) context.lineage.follow(task, id);
    context.work.record('task.created', task);
    return andThen(this.prepare(task, node), () => this.settleIn(task, node));
  }

  /** Arms the boundary events of a new task that waits, and asks its condition. */
  private settleIn(task: Task, node: GraphNode): MaybePromise<Task> {
    const { waits, holds } = behaviourOf(node);
    if (!isWaiting(task) || !(waits || holds)) return task;
    return andThen(this.arm(task, node), () => {
      if (!holds) return task;
      return holds(this.context.step(task)).then((isMet) => {
        if (isMet) this.context.complete.add(task.id);
        return task;
      });
    });
  }

  /** Lets the kind fill in a new task; what its options throw is kept on the task where errors are kept. */
  private prepare(task: Task, node: GraphNode): MaybePromise<void> {
    const behaviour = behaviourOf(node);
    if (!behaviour.create) return undefined;
    const step = this.context.step(task);
    return this.keepErrors ? this.prepareGuarded(task, behaviour, step) : behaviour.create(step);
  }

  private async prepareGuarded(task: Task, behaviour: NodeBehaviour, step: NodeStep): Promise<void> {
    const done = await this.isolated(async () => behaviour.create?.(step));
    if ('error' in done) await this.fail(task, done.error);
  }

  /** Lets a failed task that waits do so again, as its kind has it: with its owner, in the queue, due at once. */
  async restart(task: Task): Promise<void> {
    const { context } = this;
    const node = context.nodeOf(task);
    if (task.owner !== null) {
      context.setStatus(task, 'ASSIGNED');
      return;
    }
    const neverBegun = task.startedAt === null;
    const before = this.keepErrors;
    this.keepErrors = true;
    await this.prepare(task, node);
    if (neverBegun && isWaiting(task)) await this.arm(task, node);
    this.keepErrors = before;
  }

  /** Arms the boundary events of a task that waits. */
  private arm(host: Task, node: GraphNode): MaybePromise<void> {
    if (!behaviourOf(node).waits) return undefined;
    const due = this.context.flow.graph.boundariesOf(node.name).filter((one) => behaviourOf(one).due);
    return due.length > 0 ? this.armAll(host, due) : undefined;
  }

  private async armAll(host: Task, boundaries: readonly GraphNode[]): Promise<void> {
    for (const boundary of boundaries) {
      await this.create(boundary, { token: host.token, attachedTo: host.id, previous: [host.id] });
    }
  }

  /** Withdraws everything live in the process, or inside one scope. */
  async withdrawAll(scope: string | null, except?: Task): Promise<void> {
    const { context } = this;
    const stored = await context.tx.liveTasks(context.process.id, scope ?? undefined);
    context.tokens.trackLive(stored, scope);
    for (const task of context.work.known()) {
      if (task === except || !task.live) continue;
      if (scope === null || context.tokens.isInside(task, scope)) context.withdraw(task);
    }
  }

  private async reopenScopes(token: string | null): Promise<void> {
    const { tokens } = this.context;
    for (let at = token; at !== null;) {
      const split = await tokens.splitOf(at);
      tokens.setLive(split, true);
      at = split.token;
    }
  }

  /** Completes a task. */
  done(task: Task): void {
    const { context } = this;
    if (task.status === 'DONE') return;
    task.startedAt ??= context.now;
    task.finishedAt = context.now;
    context.setStatus(task, 'DONE');
    context.work.record('task.finished', task);
  }

  /** A node has failed for good: a boundary event catches the error, or the task keeps it and waits as ERROR. */
  async fail(task: Task, error: unknown): Promise<void> {
    const { context } = this;
    task.attempts += 1;
    task.error = describeFailure(error, task.attempts);
    context.work.record('task.failed', task, { message: task.error.message, attempt: task.attempts });
    if (!(await this.caught(task, error))) context.setStatus(task, 'ERROR');
  }

  /** Hands an error to the first boundary event of its node that catches it; the node's task is withdrawn. */
  private async caught(task: Task, error: unknown): Promise<boolean> {
    const { context } = this;
    const activation = context.activation(task);
    const boundary = context.flow.graph
      .boundariesOf(activation.node.name)
      .find((one) => catches(one, error, activation));
    if (!boundary) return false;
    context.withdraw(task);
    const begun = await this.create(boundary, { token: task.token, previous: [task.id] });
    this.enqueue(begun);
    return true;
  }

  private async terminate(termination: Termination): Promise<void> {
    await this.withdrawAll(null);
    this.queue = this.queue.filter((task) => task.live);
    this.finish(termination);
  }

  private async finishWhenNothingLives(onlyAfterEnd: boolean): Promise<void> {
    const { context } = this;
    if (context.process.status !== 'NEW' || (await context.tokens.anyLiveInProcess())) return;
    if (onlyAfterEnd && !this.endReached && !(await this.anyEndDone())) return;
    this.finish({ status: 'DONE' });
  }

  private async anyEndDone(): Promise<boolean> {
    const { context } = this;
    const ends = context.flow.graph.nodes.filter((node) => node.kind.category === 'end');
    const names = ends.flatMap((end) => context.flow.graph.storedNames(end));
    return context.tx.anyDone(context.process.id, names);
  }

  private finish(termination: Termination): void {
    const { context } = this;
    if (context.process.status !== 'NEW') return;
    if (termination.status === 'DONE') endProcess(context, 'DONE');
    else endProcess(context, 'FAILED', { code: termination.code, message: termination.message });
  }
}

/** Whether a new task stays where it is, rather than having failed to be made. */
function isWaiting(task: Task): boolean {
  return task.live && task.status !== 'ERROR';
}

/** A condition that throws itself catches nothing: the error it was asked about must not get lost over it. */
function catches(boundary: GraphNode, error: unknown, activation: Activation): boolean {
  try {
    return behaviourOf(boundary).catches?.(boundary, error, activation) ?? false;
  } catch {
    return false;
  }
}
