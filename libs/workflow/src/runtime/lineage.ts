import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { GraphNode } from '../definition/node-kind.js';
import { EngineFault } from '../errors.js';
import type { Task } from '../model/task.entity.js';
import { behaviourOf } from './node-behaviour.js';
import type { StoreTransaction } from './ports/workflow-store.js';
import type { Tokens } from './tokens.js';
import type { UnitOfWork } from './unit-of-work.js';

/** Where tasks follow from each other: one process in one transaction. */
interface Place {
  readonly flow: CompiledFlow;
  readonly tx: StoreTransaction;
  readonly work: UnitOfWork;
  readonly tokens: Tokens;
}

/** So many tasks may follow from each other in one transition: a flow that goes on for longer goes in circles. */
const LONGEST_PATH = 25_000;

/** Which task followed from which: what this transition adds, and what is stored where that is asked for. */
export class Lineage {
  /** Stored tasks that were asked for, beside those the transition works with. */
  readonly lookedAt = new Set<Task>();
  /** Of tasks that were DONE when they were loaded: whether something that followed still counts. */
  private readonly followers = new Map<string, boolean>();
  private readonly followed = new Map<string, Task[]>();
  private readonly followedFrom = new Map<string, string[]>();
  /** How many tasks of this transition lead to one. */
  private readonly lengths = new Map<string, number>();

  constructor(private readonly place: Place) {}

  /** Records that `task` followed from `previous`. */
  follow(task: Task, previousId: string): void {
    this.place.work.link(task, previousId);
    const followers = this.followed.get(previousId);
    if (followers) followers.push(task);
    else this.followed.set(previousId, [task]);
    const previous = this.followedFrom.get(task.id);
    if (previous) previous.push(previousId);
    else this.followedFrom.set(task.id, [previousId]);
    const length = (this.lengths.get(previousId) ?? 0) + 1;
    if (length > (this.lengths.get(task.id) ?? 0)) this.lengths.set(task.id, length);
  }

  /** @throws {EngineFault} when the path to this task is so long that it would go on for ever. */
  assertEnds(task: Task): void {
    if ((this.lengths.get(task.id) ?? 0) <= LONGEST_PATH) return;
    const circle = new Set<string>();
    for (let at: string | undefined = task.id; at !== undefined; at = this.followedFrom.get(at)?.[0]) {
      const name = this.place.work.find(at)?.node;
      if (name === undefined || circle.has(name)) break;
      circle.add(name);
    }
    const names = [...circle].reverse().map((name) => `'${name}'`);
    throw new EngineFault(
      `Expected ${this.place.flow.name} to come to an end or to something that waits, but it goes in circles: it has gone on ${LONGEST_PATH} times at once, lately through ${names.join(', ')}. Does what the circle asks ever change?`,
    );
  }

  /** Forgets a new task: nothing followed from anything by it. */
  forget(task: Task): void {
    for (const id of this.followedFrom.get(task.id) ?? []) {
      this.followed.set(
        id,
        (this.followed.get(id) ?? []).filter((other) => other !== task),
      );
    }
    this.followedFrom.delete(task.id);
    this.lengths.delete(task.id);
  }

  /** Reads what {@link hasActiveFollower} needs of a loaded task. */
  async read(task: Task): Promise<void> {
    this.followers.set(task.id, await this.place.tx.hasActiveFollower(task.id));
  }

  /** Whether a task that followed from this one still counts: it is neither CANCELED nor REVIVED. */
  hasActiveFollower(task: Task): boolean {
    const here = this.followed.get(task.id) ?? [];
    return (
      (this.followers.get(task.id) ?? false) ||
      here.some(({ status }) => status !== 'CANCELED' && status !== 'REVIVED')
    );
  }

  /** The nearest task of this node on the path that led to `task`: in memory first, then stored. */
  async previousOnPath(task: Task, nodeName: string): Promise<Task | undefined> {
    const { flow, tx, work, tokens } = this.place;
    const node = flow.graph.find(nodeName);
    if (!node) throw new EngineFault(`Expected '${nodeName}' to be a node of ${flow.name}, but it is none.`);
    const stored: string[] = [];
    const queue = await this.previousOf(task);
    for (let next = 0; next < queue.length; next++) {
      const id = queue[next] as string;
      const known = work.find(id);
      if (known && tokens.nodeName(known) === node.name) return known;
      const previous = this.followedFrom.get(id) ?? [];
      queue.push(...previous.filter((other) => !queue.includes(other)));
      // A join that was made before may have been reached by other branches then.
      if (!work.isNew(id)) stored.push(id);
    }
    if (stored.length === 0) return undefined;
    const found = await tx.nearestOnPath(stored, flow.graph.storedNames(node));
    const nearest = found && (work.find(found.id) ?? found);
    if (nearest) this.lookedAt.add(nearest);
    return nearest;
  }

  /** Ids of the tasks that these followed from. */
  async previousIds(tasks: readonly Task[]): Promise<string[]> {
    const stored = tasks.filter(({ id }) => !this.followedFrom.has(id)).map(({ id }) => id);
    const links = stored.length > 0 ? await this.place.tx.previousOf(stored) : [];
    return [
      ...tasks.flatMap(({ id }) => this.followedFrom.get(id) ?? []),
      ...links.map(({ previousId }) => previousId),
    ];
  }

  /** The task that this one compensates. */
  async compensatedBy(task: Task): Promise<Task | undefined> {
    const { flow, tx, work, tokens } = this.place;
    const { graph } = flow;
    const name = tokens.nodeName(task);
    const compensatesWithIt = (one: GraphNode) => behaviourOf(one).compensates?.(one) === name;
    if (!graph.boundaries.some(compensatesWithIt)) return undefined;
    const ids = await this.previousOf(task);
    const unknown = ids.filter((id) => !work.find(id));
    for (const stored of unknown.length > 0 ? await tx.tasks(unknown) : []) tokens.track(stored);
    const compensates = (host: Task) => graph.boundariesOf(tokens.nodeName(host)).some(compensatesWithIt);
    return ids.map((id) => work.find(id)).find((host) => host && compensates(host));
  }

  private async previousOf(task: Task): Promise<string[]> {
    const here = this.followedFrom.get(task.id) ?? [];
    if (this.place.work.isNew(task.id)) return [...here];
    const links = await this.place.tx.previousOf([task.id]);
    return [...new Set([...here, ...links.map((link) => link.previousId)])];
  }
}
