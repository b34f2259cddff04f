import type { CompiledFlow } from '../definition/compiled-flow.js';
import { EngineFault } from '../errors.js';
import type { Task } from '../model/task.entity.js';
import type { MaybePromise } from './maybe-promise.js';
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

/** Whether a task in memory belongs to this scope or one nested in it. */
export function isInside(task: Task, scope: string, work: UnitOfWork): boolean {
  for (let token = task.token; token !== null; token = work.find(token)?.token ?? null) {
    if (token === scope) return true;
  }
  return false;
}

/**
 * What a transition knows of the scopes of a process. What is not loaded is asked of the database once, for all scopes
 * around, under the lock.
 */
export class Scopes {
  /** The names that tasks of joins are stored under. */
  readonly joinNames: readonly string[];
  private readonly known = new Map<string, Scope>();
  /** Outside all splits a join has nothing to wait for: only those of this transition are of interest. */
  private readonly rootJoins: Task[] = [];
  private processOthers: boolean | undefined;
  private rootJoinsUnread: boolean;

  constructor(
    flow: CompiledFlow,
    private readonly work: UnitOfWork,
    private readonly tx: StoreTransaction,
    /** The process is new: there is nothing of it in the database. */
    fresh: boolean,
    private readonly tokens: { track(loaded: Task): Task },
  ) {
    const { names, queued } = joinsOf(flow);
    this.joinNames = names;
    if (fresh) this.processOthers = false;
    this.rootJoinsUnread = !fresh && queued;
  }

  /** Makes a split's task the scope of its branches. */
  open(split: Task): void {
    this.known.set(split.id, { split, others: false, joins: [] });
  }

  /** Takes in a new task: of interest are joins. */
  add(task: Task): void {
    if (this.joinNames.includes(task.node)) this.joinsIn(task.token).push(task);
  }

  /** All live tasks of the process, or of one scope and those nested in it, are loaded. */
  allLoaded(within: string | null): void {
    for (const scope of this.known.values()) {
      if (within === null || scope.split.id === within || isInside(scope.split, within, this.work))
        scope.others = false;
    }
    this.processOthers = within === null ? false : undefined;
  }

  /** The split whose branches are this scope. */
  splitOf(token: string): MaybePromise<Task> {
    return this.known.get(token)?.split ?? this.scope(token).then(({ split }) => split);
  }

  /** Reads the joins of a scope. Outside all splits only a join that queues goes on waiting: only then is it read. */
  async know(token: string | null): Promise<void> {
    if (token !== null) await this.scope(token);
    else if (this.rootJoinsUnread) await this.load(null);
  }

  /** The joins of a scope that are known, oldest first, whatever their status. */
  joinsIn(token: string | null): Task[] {
    if (token === null) return this.rootJoins;
    const scope = this.known.get(token);
    return scope ? scope.joins : [];
  }

  /** Whether more lives in a scope, or for `null` in the process, than is loaded. */
  async othersStored(token: string | null): Promise<boolean> {
    if (token !== null) return (await this.scope(token)).others;
    if (this.processOthers === undefined) await this.load(null);
    return this.processOthers ?? false;
  }

  private async scope(token: string): Promise<Scope> {
    if (!this.known.has(token)) await this.load(token);
    const scope = this.known.get(token);
    if (!scope) {
      throw new EngineFault(
        `Expected the split task ${token} of process ${this.work.process.id} to exist, but its row is gone. Restore it.`,
      );
    }
    return scope;
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
      if (this.known.has(split.id)) continue;
      this.known.set(split.id, { split: this.tokens.track(split), others, joins: [] });
    }
    for (const join of report.joins) {
      const task = this.tokens.track(join);
      const joins = this.joinsIn(task.token);
      if (!joins.includes(task)) joins.push(task);
    }
  }
}
