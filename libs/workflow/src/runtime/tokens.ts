import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { GraphNode } from '../definition/node-kind.js';
import { EngineFault } from '../errors.js';
import type { Task } from '../model/task.entity.js';
import { isIdle } from './arrival-queues.js';
import type { StoreTransaction } from './ports/workflow-store.js';
import type { UnitOfWork } from './unit-of-work.js';

/** The branches of one split: its task, its waiting and past joins, and whether more lives in it than is loaded. */
interface Scope {
  readonly split: Task;
  /** The database holds live rows of the scope, other than joins, that this transition has not loaded. */
  others: boolean;
  joins: Task[];
}

interface FlowJoins {
  /** The names that tasks of joins are stored under. */
  readonly names: readonly string[];
  /** Some of them queue what arrives. */
  readonly queued: boolean;
}

const joinsOfFlows = new WeakMap<CompiledFlow, FlowJoins>();

function joinsOf(flow: CompiledFlow): FlowJoins {
  let known = joinsOfFlows.get(flow);
  if (!known) {
    const joins = flow.graph.nodes.filter((node) => node.kind.scope === 'closes');
    known = {
      names: joins.flatMap((join) => flow.graph.storedNames(join)),
      queued: joins.some(({ kind, options }) => kind.waitsFor?.(options) === 'queued'),
    };
    joinsOfFlows.set(flow, known);
  }
  return known;
}

/**
 * Where the tokens of a process are, as far as a transition has to know.
 *
 * A token is the id of the split task whose branch it runs in (`null` outside all splits); a split's own row has the
 * token it came with, so that scopes nest without any path that could grow. A split stays `live` until its branches
 * are joined or gone. What is not loaded is asked of the database once, for all scopes around, under the lock.
 */
export class Tokens {
  private readonly scopes = new Map<string, Scope>();
  /** Outside all splits a join has nothing to wait for: only those of this transition are of interest. */
  private readonly rootJoins: Task[] = [];
  private processOthers: boolean | undefined;
  private rootJoinsUnread: boolean;
  /** Live rows in memory: by token, then by node. */
  private readonly living = new Map<string | null, Map<string, number>>();
  private livingTotal = 0;
  private readonly joinNames: readonly string[];

  constructor(
    private readonly flow: CompiledFlow,
    private readonly work: UnitOfWork,
    private readonly tx: StoreTransaction,
    /** The process is new: there is nothing of it in the database. */
    fresh: boolean,
  ) {
    const { names, queued } = joinsOf(flow);
    this.joinNames = names;
    if (fresh) this.processOthers = false;
    this.rootJoinsUnread = !fresh && queued;
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
    for (const scope of this.scopes.values()) {
      if (within === null || scope.split.id === within || this.isInside(scope.split, within))
        scope.others = false;
    }
    this.processOthers = within === null ? false : undefined;
  }

  /** Takes in a new task. */
  add(task: Task): void {
    this.work.add(task);
    if (task.live) this.count(task, 1);
    if (this.isJoin(task)) this.joinsIn(task.token).push(task);
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
    this.scopes.set(split.id, { split, others: false, joins: [] });
    this.setLive(split, true);
  }

  /** Whether this join synchronises the branches of the scope it stands in; otherwise tokens pass straight through. */
  async isJoinOf(join: Task): Promise<boolean> {
    if (join.token === null) return false;
    const { split } = await this.scope(join.token);
    return this.flow.synchronisation.splitsOf(this.nodeName(join)).has(this.nodeName(split));
  }

  /** The scope whose branches this join synchronises, seen from a token; the token itself when there is none. */
  async scopeFor(join: GraphNode, token: string | null): Promise<string | null> {
    const splits = this.flow.synchronisation.splitsOf(join.name);
    const passed = new Set<string>();
    let found: string | null | undefined;
    for (let at = token; at !== null;) {
      const { split } = await this.scope(at);
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
    await this.know(token);
    return this.joinsIn(token).filter((task) => this.nodeName(task) === join.name);
  }

  /** The joins that wait in a scope. */
  async waitingJoins(token: string | null): Promise<Task[]> {
    await this.know(token);
    return this.joinsIn(token).filter((task) => task.live);
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
    if (!(await this.othersStored(join.token))) return false;
    if (elsewhere.size === 0) return true;
    return this.tx.anyLive({
      processId: this.work.process.id,
      token: join.token,
      except: this.work.knownIds(),
      exceptNodes: [...this.stored(elsewhere), ...this.joinNames],
    });
  }

  /** A split nested in the scope lives as long as its branches do: only they tell whether they can still get there. */
  private async awaitsInside(join: Task): Promise<boolean> {
    const elsewhere = this.flow.synchronisation.boundElsewhereThan(this.nodeName(join));
    const scope = join.token as string;
    this.trackLive(await this.tx.liveTasks(this.work.process.id, scope), scope);
    for (const task of this.work.known()) {
      if (!task.live || task === join || task.status === 'DONE' || !this.isInside(task, scope)) continue;
      if (!elsewhere.has(this.nodeName(task)) && !isIdle(task)) return true;
    }
    return false;
  }

  /** Whether anything in the scope lives, joins included that tokens still wait at. */
  async anyLive(token: string | null): Promise<boolean> {
    await this.know(token);
    const live = [...(this.living.get(token)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
    return live > this.idleJoins(token).length || this.othersStored(token);
  }

  /** The live joins of a scope at which no token waits: they are ready for another round, should there be one. */
  idleJoins(token: string | null): Task[] {
    return this.joinsIn(token).filter((join) => join.live && isIdle(join));
  }

  /** Whether anything in the whole process lives. */
  async anyLiveInProcess(): Promise<boolean> {
    if (this.livingTotal > this.idleJoins(null).length) return true;
    if (this.processOthers === undefined) await this.load(null);
    return this.processOthers ?? false;
  }

  /** The token around a scope, and the scope's split. */
  async splitOf(token: string): Promise<Task> {
    return (await this.scope(token)).split;
  }

  /** The stored node name of a task as the graph calls it today. */
  nodeName(task: Task): string {
    return this.flow.graph.find(task.node)?.name ?? task.node;
  }

  /** Whether a task in memory belongs to this scope or one nested in it. */
  isInside(task: Task, scope: string): boolean {
    for (let token = task.token; token !== null; token = this.work.find(token)?.token ?? null) {
      if (token === scope) return true;
    }
    return false;
  }

  private async othersStored(token: string | null): Promise<boolean> {
    if (token !== null) return (await this.scope(token)).others;
    if (this.processOthers === undefined) await this.load(null);
    return this.processOthers ?? false;
  }

  private async scope(token: string): Promise<Scope> {
    if (!this.scopes.has(token)) await this.load(token);
    const scope = this.scopes.get(token);
    if (!scope) {
      throw new EngineFault(
        `Expected the split task ${token} of process ${this.work.process.id} to exist, but its row is gone. Restore it.`,
      );
    }
    return scope;
  }

  /** Outside all splits only a join that queues goes on waiting: only then are those joins read. */
  private async know(token: string | null): Promise<void> {
    if (token !== null) await this.scope(token);
    else if (this.rootJoinsUnread) await this.load(null);
  }

  private async load(token: string | null): Promise<void> {
    const report = await this.tx.scopes({
      processId: this.work.process.id,
      token,
      except: this.work.knownIds(),
      joins: this.joinNames,
    });
    this.processOthers = report.processOthers;
    if (token === null) this.rootJoinsUnread = false;
    for (const { split, others } of report.scopes) {
      if (this.scopes.has(split.id)) continue;
      this.scopes.set(split.id, { split: this.track(split), others, joins: [] });
    }
    for (const join of report.joins) {
      const task = this.track(join);
      const joins = this.joinsIn(task.token);
      if (!joins.includes(task)) joins.push(task);
    }
  }

  private joinsIn(token: string | null): Task[] {
    if (token === null) return this.rootJoins;
    const scope = this.scopes.get(token);
    return scope ? scope.joins : [];
  }

  private isJoin(task: Task): boolean {
    return this.joinNames.includes(task.node);
  }

  private *stored(names: Iterable<string>): Iterable<string> {
    for (const name of names) {
      const node = this.flow.graph.find(name);
      if (node) yield* this.flow.graph.storedNames(node);
    }
  }

  private count(task: Task, change: 1 | -1): void {
    const nodes = this.living.get(task.token) ?? new Map<string, number>();
    const name = this.nodeName(task);
    const count = (nodes.get(name) ?? 0) + change;
    if (count === 0) nodes.delete(name);
    else nodes.set(name, count);
    this.living.set(task.token, nodes);
    this.livingTotal += change;
  }
}
