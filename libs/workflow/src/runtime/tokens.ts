import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { GraphNode } from '../definition/node-kind.js';
import type { Task } from '../model/task.entity.js';
import { isIdle } from './arrival-queues.js';
import type { MaybePromise } from './maybe-promise.js';
import type { StoreTransaction } from './ports/workflow-store.js';
import { isInside, Scopes } from './scopes.js';
import type { UnitOfWork } from './unit-of-work.js';

/**
 * Where the tokens of a process are, as far as a transition has to know.
 *
 * A token is the id of the split task whose branch it runs in (`null` outside all splits); a split's own row has the
 * token it came with, so that scopes nest without any path that could grow. A split stays `live` until its branches
 * are joined or gone.
 */
export class Tokens {
  private readonly scopes: Scopes;
  /** Live rows in memory: by token, then by node. */
  private readonly living = new Map<string | null, Map<string, number>>();
  private livingTotal = 0;

  constructor(
    private readonly flow: CompiledFlow,
    private readonly work: UnitOfWork,
    private readonly tx: StoreTransaction,
    /** The process is new: there is nothing of it in the database. */
    fresh: boolean,
  ) {
    this.scopes = new Scopes(flow, work, tx, fresh, this);
  }

  /** Takes in a loaded task. */
  track(loaded: Task): Task {
    const known = this.work.find(loaded.id);
    if (known) return known;
    const task = this.work.track(loaded);
    if (task.live) this.count(task, 1);
    return task;
  }

  /** Takes in all live tasks of the process, or of one scope and those nested in it. */
  trackLive(loaded: readonly Task[], within: string | null): void {
    for (const row of loaded) this.track(row);
    this.scopes.allLoaded(within);
  }

  /** Takes in a new task. */
  add(task: Task): void {
    this.work.add(task);
    if (task.live) this.count(task, 1);
    this.scopes.add(task);
  }

  /** Every change of `live` goes through here, so that the counts are always right. */
  setLive(task: Task, live: boolean): void {
    if (task.live === live) return;
    task.live = live;
    this.count(task, live ? 1 : -1);
  }

  /** Moves a task's token out of a scope. */
  move(task: Task, token: string | null): void {
    if (task.live) this.count(task, -1);
    task.token = token;
    if (task.live) this.count(task, 1);
  }

  /** Makes a split's task the scope of its branches. */
  open(split: Task): void {
    this.scopes.open(split);
    this.setLive(split, true);
  }

  /** Whether this join synchronises the branches of the scope it stands in; otherwise tokens pass straight through. */
  async isJoinOf(join: Task): Promise<boolean> {
    if (join.token === null) return false;
    const split = await this.scopes.splitOf(join.token);
    return this.flow.synchronisation.splitsOf(this.nodeName(join)).has(this.nodeName(split));
  }

  /** The scope whose branches this join synchronises, seen from a token; the token itself when there is none. */
  async scopeFor(join: GraphNode, token: string | null): Promise<string | null> {
    const splits = this.flow.synchronisation.splitsOf(join.name);
    const passed = new Set<string>();
    let found: string | null | undefined;
    for (let at = token; at !== null;) {
      const split = await this.scopes.splitOf(at);
      const node = this.nodeName(split);
      // A split met again further out is an earlier round of a loop: its branches have a join of their own.
      if (passed.has(node)) break;
      passed.add(node);
      if (splits.has(node)) found = at;
      at = split.token;
    }
    return found === undefined ? token : found;
  }

  /** The joins of this node inside a scope, oldest first, whatever their status. */
  async joins(join: GraphNode, token: string | null): Promise<Task[]> {
    await this.scopes.know(token);
    return this.scopes.joinsIn(token).filter((task) => this.nodeName(task) === join.name);
  }

  /** The joins that wait in a scope. */
  async waitingJoins(token: string | null): Promise<Task[]> {
    await this.scopes.know(token);
    return this.scopes.joinsIn(token).filter((task) => task.live);
  }

  /** Whether the scope has a live branch that this waiting join waits for. */
  async awaits(join: Task): Promise<boolean> {
    const { synchronisation } = this.flow;
    const name = this.nodeName(join);
    if (!(await this.awaitsDirectly(join, synchronisation.boundElsewhereThan(name)))) return false;
    return !synchronisation.looksInside(name) || this.awaitsInside(join);
  }

  private async awaitsDirectly(join: Task, elsewhere: ReadonlySet<string>): Promise<boolean> {
    const idle = this.idleJoins(join.token).filter((other) => other !== join);
    for (const [name, count] of this.living.get(join.token) ?? []) {
      const passive = [join, ...idle].filter((other) => this.nodeName(other) === name).length;
      if (count > passive && !elsewhere.has(name)) return true;
    }
    if (!(await this.scopes.othersStored(join.token))) return false;
    if (elsewhere.size === 0) return true;
    return this.tx.anyLive({
      processId: this.work.process.id,
      token: join.token,
      except: this.work.knownIds(),
      exceptNodes: [...this.stored(elsewhere), ...this.scopes.joinNames],
    });
  }

  /** A split nested in the scope lives as long as its branches do: only they tell whether they can still get there. */
  private async awaitsInside(join: Task): Promise<boolean> {
    const elsewhere = this.flow.synchronisation.boundElsewhereThan(this.nodeName(join));
    const scope = join.token as string;
    this.trackLive(await this.tx.liveTasks(this.work.process.id, scope), scope);
    for (const task of this.work.known()) {
      if (!task.live || task === join || task.status === 'DONE' || task.attachedTo !== null) continue;
      if (!this.isInside(task, scope)) continue;
      if (!elsewhere.has(this.nodeName(task)) && !isIdle(task)) return true;
    }
    return false;
  }

  /** Whether anything in the scope lives, joins included that tokens still wait at. */
  async anyLive(token: string | null): Promise<boolean> {
    await this.scopes.know(token);
    const live = [...(this.living.get(token)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
    return live > this.idleJoins(token).length || this.scopes.othersStored(token);
  }

  /** The live joins of a scope at which no token waits: they are ready for another round, should there be one. */
  idleJoins(token: string | null): Task[] {
    return this.scopes.joinsIn(token).filter((join) => join.live && isIdle(join));
  }

  /** Whether anything in the whole process lives. */
  async anyLiveInProcess(): Promise<boolean> {
    if (this.livingTotal > this.idleJoins(null).length) return true;
    return this.scopes.othersStored(null);
  }

  /** The token around a scope, and the scope's split. */
  splitOf(token: string): MaybePromise<Task> {
    return this.scopes.splitOf(token);
  }

  /** The stored node name of a task as the graph calls it today. */
  nodeName(task: Task): string {
    return this.flow.graph.find(task.node)?.name ?? task.node;
  }

  /** Whether a task in memory belongs to this scope or one nested in it. */
  isInside(task: Task, scope: string): boolean {
    return isInside(task, scope, this.work);
  }

  private *stored(names: Iterable<string>): Iterable<string> {
    for (const name of names) {
      const node = this.flow.graph.find(name);
      if (node) yield* this.flow.graph.storedNames(node);
    }
  }

  /** Events on the border of a task are no tokens: they hold up neither a join nor the end of the process. */
  private count(task: Task, change: 1 | -1): void {
    if (task.attachedTo !== null) return;
    const nodes = this.living.get(task.token) ?? new Map<string, number>();
    const name = this.nodeName(task);
    const count = (nodes.get(name) ?? 0) + change;
    if (count === 0) nodes.delete(name);
    else nodes.set(name, count);
    this.living.set(task.token, nodes);
    this.livingTotal += change;
  }
}
