import { DataWatch } from './data-changes.js';
import { newId } from './ids.js';
import type { EventType, WorkflowEvent } from '../model/event.entity.js';
import type { Process } from '../model/process.entity.js';
import type { TaskLink } from '../model/task-link.entity.js';
import type { Task } from '../model/task.entity.js';
import type { ChangeSet, StoreTransaction } from './ports/workflow-store.js';
import { dataIn, noteChanges, snapshot, type Snapshot } from './row-snapshot.js';

/** Who and when, for the history of one transition. */
export interface Authorship {
  readonly actor: string | null;
  readonly now: Date;
}

/**
 * Everything one transition does to one process, gathered in memory and written at once. Rows that were loaded are
 * compared with what they were, so that only what changed is written.
 */
export class UnitOfWork {
  /** Every event of the transition, written or not yet, in the order they happened. */
  readonly events: WorkflowEvent[] = [];

  /** Whoever had one of the loaded tasks. */
  readonly formerOwners = new Set<string>();

  private readonly tasks = new Map<string, Tracked>();
  private links: TaskLink[] = [];
  private endedHosts: string[] = [];
  private unwrittenEvents = 0;
  private storedProcess: Snapshot | undefined;
  private readonly data: DataWatch;
  /** What makes each flush undone, for when the database has undone it. */
  private readonly written: (() => void)[] = [];

  constructor(
    readonly process: Process,
    private readonly authorship: Authorship,
    /** The process is in the database already. */
    exists: boolean,
    /** Fields of the process data whose values the history does not tell. */
    hidden?: readonly string[],
  ) {
    if (exists) this.storedProcess = snapshot(process);
    const data = this.storedProcess ? dataIn(process, this.storedProcess) : JSON.stringify(process.data);
    this.data = new DataWatch(process, data, hidden);
  }

  /** Every task the transition has loaded or made, in that order. */
  *known(): Iterable<Task> {
    for (const { task } of this.tasks.values()) yield task;
  }

  /** How many tasks are {@link known}. */
  get size(): number {
    return this.tasks.size;
  }

  /** Ids of {@link known}. */
  knownIds(): string[] {
    return [...this.tasks.keys()];
  }

  /** The one object that stands for this task in the transition, if it has been seen. */
  find(id: string): Task | undefined {
    return this.tasks.get(id)?.task;
  }

  /** Whether the transition has made this task. */
  isNew(id: string): boolean {
    return this.tasks.get(id)?.isNew ?? false;
  }

  /** Takes in a loaded task; one that was loaded before keeps its object. */
  track(loaded: Task): Task {
    const known = this.tasks.get(loaded.id);
    if (known) return known.task;
    this.tasks.set(loaded.id, { task: loaded, stored: snapshot(loaded), isNew: false });
    if (loaded.owner !== null) this.formerOwners.add(loaded.owner);
    return loaded;
  }

  /** Takes in a new task. */
  add(task: Task): void {
    this.tasks.set(task.id, { task, stored: undefined, isNew: true });
  }

  /** A point to go back to. */
  mark(): WorkMark {
    return { tasks: new Set(this.tasks.keys()), events: this.events.length, data: this.data.known };
  }

  /** Forgets the new tasks, links and events that were added after a point. Answers those tasks. */
  rewind({ tasks, events, data }: WorkMark): Task[] {
    this.data.known = data;
    const added = [...this.tasks.values()].filter(({ task, isNew }) => isNew && !tasks.has(task.id));
    const gone = new Set(added.map(({ task }) => task.id));
    for (const id of gone) this.tasks.delete(id);
    this.links = this.links.filter(({ taskId }) => !gone.has(taskId));
    this.events.length = events;
    this.unwrittenEvents = Math.min(this.unwrittenEvents, events);
    return added.map(({ task }) => task);
  }

  /** Records that `task` followed from `previousId`. */
  link(task: Task, previousId: string): void {
    this.links.push({ taskId: task.id, previousId });
  }

  /** Boundary events armed on this task are withdrawn with it. */
  hostEnded(task: Task): void {
    this.endedHosts.push(task.id);
  }

  /** Adds a line to the history. */
  record(type: EventType, task?: Task, payload?: Record<string, unknown>): WorkflowEvent {
    const event = this.event(type, task, payload, this.authorship.now);
    this.events.push(event);
    return event;
  }

  /** Has a line of the history tell what has changed in the process data since a line last did. */
  tellChanges(event: WorkflowEvent): void {
    // What is written stays as it is: the next line tells it.
    if (this.events.lastIndexOf(event) < this.unwrittenEvents) return;
    const changes = this.data.take();
    if (changes) event.payload = { ...event.payload, ...changes };
  }

  /** Adds what has to reach another process; it is delivered after the commit. */
  send(type: EventType, task: Task | undefined, payload: Record<string, unknown>): void {
    this.events.push(this.event(type, task, payload, null));
  }

  private event(
    type: EventType,
    task: Task | undefined,
    payload: Record<string, unknown> | undefined,
    deliveredAt: Date | null,
  ): WorkflowEvent {
    const { actor, now } = this.authorship;
    return {
      id: newId(),
      type,
      processId: this.process.id,
      taskId: task?.id ?? null,
      actor,
      payload: payload ?? null,
      createdAt: now,
      deliveredAt,
      attempts: 0,
      retryAt: deliveredAt ? null : now,
      error: null,
    };
  }

  /** How often something was written before the end. */
  get flushes(): number {
    return this.written.length;
  }

  /** The database has rolled back to when so much was written: what was written since is unwritten again. */
  unwrite(flushes: number): void {
    while (this.written.length > flushes) this.written.pop()?.();
  }

  /** The process's row was written by other means (its business key was claimed with it). */
  processWritten(): void {
    this.storedProcess = snapshot(this.process);
  }

  /**
   * Writes what is not written yet; without changes it does nothing.
   *
   * @param last - nothing is written after this, so that nothing need be remembered.
   */
  async flush(tx: StoreTransaction, last = false): Promise<void> {
    const changes = this.changes(last);
    if (changes) await tx.write(changes, last);
  }

  /** What puts back which of it all is in the database. */
  private asItIs(): () => void {
    const { storedProcess, links, endedHosts, unwrittenEvents } = this;
    const tasks = [...this.tasks.values()].map((tracked) => ({ tracked, stored: tracked.stored }));
    return () => {
      this.storedProcess = storedProcess;
      for (const { tracked, stored } of tasks) tracked.stored = stored;
      this.links = [...links, ...this.links].filter(({ taskId }) => this.tasks.has(taskId));
      this.endedHosts = [...endedHosts, ...this.endedHosts];
      this.unwrittenEvents = Math.min(unwrittenEvents, this.events.length);
    };
  }

  private changes(last: boolean): ChangeSet | undefined {
    const { process, storedProcess } = this;
    if (!last) this.written.push(this.asItIs());
    const changed = { process: new Set<string>(), tasks: new Set<string>() };
    const insertProcess = storedProcess === undefined ? process : undefined;
    const updateProcess = storedProcess && noteChanges(process, storedProcess, changed.process);
    if (!last && (insertProcess ?? updateProcess)) this.storedProcess = snapshot(process);
    const insertTasks: Task[] = [];
    const updateTasks: Task[] = [];
    for (const tracked of this.tasks.values()) {
      if (tracked.stored === undefined) insertTasks.push(tracked.task);
      else if (noteChanges(tracked.task, tracked.stored, changed.tasks)) updateTasks.push(tracked.task);
      else continue;
      if (!last) tracked.stored = snapshot(tracked.task);
    }
    const insertEvents = this.unwrittenEvents === 0 ? this.events : this.events.slice(this.unwrittenEvents);
    this.unwrittenEvents = this.events.length;
    const insertLinks = this.links;
    this.links = [];
    const withdrawAttached =
      this.endedHosts.length > 0 ? { hosts: this.endedHosts, at: this.authorship.now } : undefined;
    this.endedHosts = [];
    const empty =
      !insertProcess &&
      !updateProcess &&
      !withdrawAttached &&
      insertTasks.length + updateTasks.length + insertLinks.length + insertEvents.length === 0;
    return empty
      ? undefined
      : {
          insertProcess,
          updateProcess: updateProcess ? process : undefined,
          insertTasks,
          updateTasks,
          insertLinks,
          insertEvents,
          changed,
          withdrawAttached,
        };
  }
}

/** A task in a transition, and what of it is in the database. */
interface Tracked {
  readonly task: Task;
  stored: Snapshot | undefined;
  readonly isNew: boolean;
}

/** What a unit of work held at one point. */
export interface WorkMark {
  readonly tasks: ReadonlySet<string>;
  readonly events: number;
  readonly data: DataWatch['known'];
}
