import type { GraphNode } from '../definition/node-kind.js';
import { EngineFault, InputInvalidError } from '../errors.js';
import type { Task } from '../model/task.entity.js';
import { cancelRegion } from './cancel-region.js';
import { detach } from './detach.js';
import { Failures } from './failures.js';
import { Gathering, type TokenMover } from './gathering.js';
import { Milestones } from './milestones.js';
import { andThen, isPromise, type MaybePromise } from './maybe-promise.js';
import { isWaiting, type Birth } from './new-task.js';
import { behaviourOf, type Exit, type Termination } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';
import { ProcessEnd } from './process-end.js';
import { Race } from './race.js';
import { Sections } from './sections.js';
import { TaskMaker } from './task-maker.js';
import { withdrawAll } from './withdrawal.js';

/**
 * Moves the tokens of one process: makes tasks, performs those that need not wait, and goes on until everything
 * waits. A loop over an agenda, never recursion, so that ten thousand steps are as flat as ten.
 *
 * The life of a token: `place` makes a task at a node → it waits, or is performed at once → its exits `leave` it →
 * new tokens are placed, or arrive at a join → a token that leads nowhere is gone, and the joins around it look again.
 */
export class Engine implements TokenMover {
  /** Something moved: the process ran on today's graph. */
  moved = false;
  /** What is still to be performed. */
  private agenda: Task[] = [];
  /** What becomes of what nodes throw. */
  readonly failures: Failures;
  /** Makes the tasks. */
  readonly maker: TaskMaker;
  /** Joins, and the scopes around them. */
  readonly gathering: Gathering;
  /** Deferred choices: who of those that compete is first. */
  readonly race: Race;
  /** Where only one task may be under way at a time. */
  readonly sections: Sections;
  private readonly milestones: Milestones;
  private readonly end: ProcessEnd;

  constructor(private readonly context: ProcessContext) {
    this.failures = new Failures(context, this);
    this.maker = new TaskMaker(context, this.failures);
    this.gathering = new Gathering(context, this);
    this.race = new Race(context);
    this.sections = new Sections(context);
    this.milestones = new Milestones(context, this);
    this.end = new ProcessEnd(context);
  }

  /** Lets a task run when the loop comes to it. */
  enqueue(task: Task): void {
    this.agenda.push(task);
  }

  /**
   * Performs everything that need not wait, then ends the process when nothing in it is live.
   *
   * @param finishOnlyAfterEnd - when the last live task was withdrawn rather than done, the process ends only if
   * some path of it had reached an end; otherwise it stays open, to be revived or cancelled.
   */
  async drain(options: { keepErrors?: boolean; finishOnlyAfterEnd?: boolean } = {}): Promise<void> {
    const { failures } = this;
    const before = failures.keep;
    failures.keep ||= options.keepErrors ?? false;
    try {
      do {
        for (let next = 0; next < this.agenda.length; next++) {
          const task = this.agenda[next] as Task;
          if (!task.live || task.status === 'ERROR') continue;
          const performed = this.perform(task, undefined);
          if (isPromise(performed)) await performed;
        }
        this.agenda = [];
        await this.milestones.settle();
      } while (this.agenda.length > 0);
    } finally {
      failures.keep = before;
    }
    await this.end.finishWhenNothingLives(options.finishOnlyAfterEnd ?? false);
  }

  /** Offers what is to be offered in the state that a transition has brought about, and withdraws the rest. */
  async settleMilestones(): Promise<void> {
    await this.milestones.settle();
    if (this.agenda.length > 0) await this.drain();
  }

  /** Does a task's work and sends its tokens on. Answers what the node's method returned. */
  perform(task: Task, input: unknown): MaybePromise<unknown> {
    if (this.failures.mayStay(task)) return this.performGuarded(task, input);
    return andThen(this.work(task, input), ({ result, exits }) =>
      andThen(this.leave(task, exits), () => result),
    );
  }

  private async performGuarded(task: Task, input: unknown): Promise<unknown> {
    const data = JSON.stringify(this.context.process.data);
    const done = await this.failures.isolated(async () => this.work(task, input));
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
    const isOwn = this.failures.keep && this.agenda.includes(task);
    if (error instanceof InputInvalidError && !isOwn) throw error;
    await this.failures.fail(task, error);
    if (!this.failures.keep && task.status === 'ERROR') throw error;
  }

  /** Sends a task's token on without doing its work. */
  async pass(task: Task): Promise<void> {
    const node = this.context.nodeOf(task);
    if (behaviourOf(node).spawns && task.startedAt !== null) this.context.cancelChildren(task);
    if (node.kind.scope === 'closes') return this.gathering.fire(task, node);
    if (task.attachedTo !== null) return this.passBoundary(task, node);
    const exits = this.context.flow.graph.edgesFrom(node.name).filter((edge) => edge.role !== 'boundary');
    await this.leave(task, exits);
  }

  private async passBoundary(task: Task, node: GraphNode): Promise<void> {
    if (!(await detach(task, this.context))) return;
    await this.leave(task, await behaviourOf(node).exits(this.context.step(task), undefined));
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

  /** The node's own work, and where it leads. */
  work(task: Task, input: unknown): MaybePromise<{ result: unknown; exits: readonly Exit[] }> {
    this.moved = true;
    this.context.lineage.assertEnds(task);
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
    if (node.kind.category === 'end') this.end.reached = true;
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
    if (node.kind.category === 'end') this.end.reached = true;
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
    return this.maker.create(node, birth);
  }

  /** Begins the path of a boundary event, beside its host or, once that is withdrawn, instead of it. */
  async beginBoundary(boundary: GraphNode, host: Task): Promise<void> {
    this.enqueue(await this.create(boundary, { token: host.token, previous: [host.id] }));
  }

  /** Completes a task. */
  done(task: Task): void {
    const { context } = this;
    if (task.status === 'DONE') return;
    task.startedAt ??= context.now;
    task.finishedAt = context.now;
    context.setStatus(task, 'DONE');
    context.work.tellChanges(context.work.record('task.finished', task));
  }

  private async terminate(termination: Termination): Promise<void> {
    await withdrawAll(this.context, null);
    this.agenda = this.agenda.filter((task) => task.live);
    this.end.finish(termination);
  }
}
