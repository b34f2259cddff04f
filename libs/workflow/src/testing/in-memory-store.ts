import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import { parseDuration } from '../definition/durations.js';
import type { LockStrategy } from '../definition/lock.js';
import { ConfigurationError, ProcessBusyError } from '../errors.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import type { Mention } from '../model/mention.entity.js';
import type { WorkflowMessage } from '../model/message.entity.js';
import { Process } from '../model/process.entity.js';
import type { ScheduledStart } from '../model/scheduled-start.entity.js';
import type { TaskLink } from '../model/task-link.entity.js';
import { Task } from '../model/task.entity.js';
import {
  SCOPE_DEPTH,
  type ChangeSet,
  type Claimed,
  type DueRequest,
  type DueTask,
  type OwnedRequest,
  type ScopeReport,
  type ScopeRequest,
  type StartRequest,
  type StoreTransaction,
  type WorkflowStore,
} from '../runtime/ports/workflow-store.js';

/** The tables of {@link InMemoryStore}. */
export class InMemoryTables {
  readonly processes = new Map<string, Process>();
  readonly tasks = new Map<string, Task>();
  readonly links: TaskLink[] = [];
  readonly events: WorkflowEvent[] = [];
  readonly messages = new Map<string, WorkflowMessage>();
  /** How often turns of each name have been taken. */
  readonly turns = new Map<string, number>();
  readonly mentions: Mention[] = [];
  /** Start timers by flow and node. */
  readonly starts = new Map<string, ScheduledStart>();
  /** Those that a transaction holds. */
  readonly heldStarts = new Set<string>();

  /** The tasks of a process in the order they were made. */
  tasksOf(processId: string): Task[] {
    return [...this.tasks.values()].filter((task) => task.processId === processId).sort(byId);
  }
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const isGivenUp = ({ deliveredAt, retryAt }: WorkflowEvent): boolean =>
  deliveredAt === null && retryAt === null;

/** Keeps processes in memory, for tests that need no database: the same port, the same locks, milliseconds. */
export class InMemoryStore implements WorkflowStore {
  readonly tables = new InMemoryTables();
  private readonly locks = new Map<string, Promise<void>>();
  private readonly current = new AsyncLocalStorage<InMemoryTransaction>();

  get manager(): EntityManager {
    return noManager();
  }

  async transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const outer = this.current.getStore();
    if (outer?.isOpen) return outer.savepoint(() => work(outer));
    const tx = new InMemoryTransaction(this.tables, this.locks);
    try {
      const result = await this.current.run(tx, () => work(tx));
      tx.commit();
      return result;
    } finally {
      tx.release();
    }
  }

  flowOfTask(taskId: string): Promise<string | undefined> {
    const task = this.tables.tasks.get(taskId);
    return Promise.resolve(task && this.tables.processes.get(task.processId)?.flow);
  }

  flowOfProcess(processId: string): Promise<string | undefined> {
    return Promise.resolve(this.tables.processes.get(processId)?.flow);
  }

  claimEvents({
    now,
    leaseUntil,
    limit,
  }: {
    now: Date;
    leaseUntil: Date;
    limit: number;
  }): Promise<WorkflowEvent[]> {
    const due = this.tables.events
      .filter(({ retryAt }) => retryAt !== null && retryAt <= now)
      .slice(0, limit);
    const taken = due.map((event) => ({ ...event }));
    for (const event of due) event.retryAt = leaseUntil;
    return Promise.resolve(taken);
  }

  postponeEvent({
    id,
    ...fate
  }: Pick<WorkflowEvent, 'id' | 'attempts' | 'retryAt' | 'error'>): Promise<void> {
    Object.assign(this.tables.events.find((event) => event.id === id) ?? {}, fate);
    return Promise.resolve();
  }

  givenUpEvents(limit: number, after?: string): Promise<WorkflowEvent[]> {
    const found = this.tables.events
      .filter((event) => isGivenUp(event) && (after === undefined || event.id > after))
      .sort(byId)
      .slice(0, limit);
    return Promise.resolve(found.map((event) => ({ ...event })));
  }

  reopenEvent(id: string, retryAt: Date): Promise<WorkflowEvent | undefined> {
    const event = this.tables.events.find((one) => one.id === id && isGivenUp(one));
    if (event) Object.assign(event, { retryAt, attempts: 0 });
    return Promise.resolve(event && { ...event });
  }

  addEvent(event: WorkflowEvent): Promise<void> {
    this.tables.events.push({ ...event });
    return Promise.resolve();
  }

  addComment(comment: WorkflowEvent, userIds: readonly string[]): Promise<void> {
    const { id: commentId, processId } = comment;
    this.tables.events.push({ ...comment });
    for (const userId of userIds) {
      this.tables.mentions.push({ userId, commentId, processId: processId ?? '', seenAt: null });
    }
    return Promise.resolve();
  }

  seeMentions(userId: string, processId: string, at: Date): Promise<void> {
    for (const mention of this.tables.mentions) {
      if (mention.userId === userId && mention.processId === processId) mention.seenAt ??= at;
    }
    return Promise.resolve();
  }

  waitingFor(what: string, before?: string): Promise<string[]> {
    const waiting = [...this.tables.tasks.values()].filter(
      ({ externalId, live, id }) => externalId === what && live && (before === undefined || id < before),
    );
    return Promise.resolve(waiting.sort(byId).map(({ id }) => id));
  }

  waitingMessage(recipient: string, now: Date): Promise<WorkflowMessage | undefined> {
    const waiting = [...this.tables.messages.values()].filter(
      (message) => message.recipient === recipient && message.consumedAt === null && message.expiresAt > now,
    );
    return Promise.resolve(waiting[0]);
  }

  forget({ messages }: { answers: Date; messages: Date }): Promise<void> {
    for (const { id, expiresAt } of this.tables.messages.values()) {
      if (expiresAt < messages) this.tables.messages.delete(id);
    }
    return Promise.resolve();
  }

  scheduledStarts(): Promise<ScheduledStart[]> {
    return Promise.resolve([...this.tables.starts.values()].map((start) => ({ ...start })));
  }

  planStart(start: ScheduledStart): Promise<void> {
    const key = startKey(start);
    if (!this.tables.starts.has(key)) this.tables.starts.set(key, { ...start });
    return Promise.resolve();
  }

  runningChildren(taskId: string): Promise<string[]> {
    const children = [...this.tables.processes.values()].filter(
      ({ parentTaskId, status }) => parentTaskId === taskId && status === 'NEW',
    );
    return Promise.resolve(children.sort(byId).map(({ id }) => id));
  }

  claimDue({ now, leaseUntil, lines }: DueRequest): Promise<DueTask[]> {
    const moment = (task: Task) => task.scheduledAt?.getTime() ?? Infinity;
    const inOrder = (a: Task, b: Task) => moment(a) - moment(b) || byId(a, b);
    const all = [...this.tables.tasks.values()]
      .filter((task) => ['SCHEDULED', 'STARTED'].includes(task.status) && moment(task) <= now.getTime())
      .sort(inOrder);
    const due = lines
      .flatMap(({ line, limit }) => all.filter(({ queue }) => queue === line).slice(0, limit))
      .sort(inOrder);
    for (const task of due) this.tables.tasks.set(task.id, { ...task, scheduledAt: leaseUntil });
    return Promise.resolve(
      due.map(({ id, node, queue, attempts, processId }) => ({
        id,
        node,
        line: queue ?? '',
        attempts,
        leaseUntil,
        flow: this.tables.processes.get(processId)?.flow ?? '',
      })),
    );
  }

  putBack(claimed: readonly Claimed[], dueAt: Date): Promise<void> {
    for (const { id, leaseUntil } of claimed) {
      const task = this.tables.tasks.get(id);
      if (task?.scheduledAt?.getTime() === leaseUntil.getTime())
        this.tables.tasks.set(id, { ...task, scheduledAt: dueAt });
    }
    return Promise.resolve();
  }

  lines(): Promise<string[]> {
    const standing = [...this.tables.tasks.values()].filter(({ scheduledAt }) => scheduledAt !== null);
    return Promise.resolve([...new Set(standing.flatMap(({ queue }) => queue ?? []))]);
  }
}

/** Writes are kept aside until {@link commit}; reads see them. */
class InMemoryTransaction implements StoreTransaction {
  isOpen = true;
  private written = { processes: new Map<string, Process>(), tasks: new Map<string, Task>() };
  private readonly settled = new Map<string, Date>();
  private readonly turns = new Map<string, number>();
  private readonly messages = new Map<string, WorkflowMessage>();
  private readonly starts = new Map<string, ScheduledStart>();
  private readonly takenStarts = new Set<string>();
  private readonly links: TaskLink[] = [];
  private readonly events: WorkflowEvent[] = [];
  private readonly hooks: (() => void)[] = [];
  private readonly held = new Map<string, () => void>();

  constructor(
    private readonly tables: InMemoryTables,
    private readonly locks: Map<string, Promise<void>>,
  ) {}

  get manager(): EntityManager {
    return noManager();
  }

  afterCommit(action: () => void): void {
    this.hooks.push(action);
  }

  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.links, this.events, this.hooks].map((list) => list.length);
    const processes = new Map(this.written.processes);
    const tasks = new Map(this.written.tasks);
    try {
      return await work();
    } catch (error) {
      this.written = { processes, tasks };
      [this.links, this.events, this.hooks].forEach((list, index) => list.splice(before[index] ?? 0));
      throw error;
    }
  }

  async lockTask(taskId: string, lock: LockStrategy): Promise<{ process: Process; task: Task } | undefined> {
    const processId = this.tables.tasks.get(taskId)?.processId;
    const process = processId === undefined ? undefined : await this.lockProcess(processId, lock);
    const task = this.task(taskId);
    return process && task ? { process, task: copyTask(task) } : undefined;
  }

  async lockProcess(processId: string, lock: LockStrategy): Promise<Process | undefined> {
    if (!this.process(processId)) return undefined;
    if (lock.kind !== 'none') await this.lock(processId, lock);
    const process = this.process(processId);
    return process && copyProcess(process);
  }

  async claimBusinessKey(process: Process): Promise<boolean> {
    await this.lock(`${process.flow} ${process.businessKey}`, { kind: 'pessimistic-write', wait: '1m' });
    const taken = this.processes().some(
      (other) => other.flow === process.flow && other.businessKey === process.businessKey,
    );
    if (!taken) this.written.processes.set(process.id, copyProcess(process));
    return !taken;
  }

  findByBusinessKey(flow: string, businessKey: string): Promise<Process | undefined> {
    const found = this.processes().find(
      (process) => process.flow === flow && process.businessKey === businessKey,
    );
    return Promise.resolve(found && copyProcess(found));
  }

  scopes({ processId, token, except, joins }: ScopeRequest): Promise<ScopeReport> {
    const live = this.ofProcess(processId).filter((task) => task.live && !except.includes(task.id));
    const scopes: { split: Task; others: boolean }[] = [];
    let inner: string | undefined;
    for (let at = token; at !== null && scopes.length < SCOPE_DEPTH;) {
      const split = this.task(at);
      if (!split) break;
      const others = live.some(
        (task) => task.token === split.id && task.id !== inner && !joins.includes(task.node),
      );
      inner = split.id;
      scopes.push({ split: copyTask(split), others });
      at = split.token;
    }
    const tokens: (string | null)[] = token === null ? [null] : scopes.map(({ split }) => split.id);
    const found = this.ofProcess(processId).filter(
      (task) => joins.includes(task.node) && tokens.includes(task.token),
    );
    const reported = new Set([...found.map(({ id }) => id), ...scopes.map(({ split }) => split.id)]);
    return Promise.resolve({
      scopes,
      joins: found.map((task) => copyTask(task)),
      processOthers: live.some((task) => !reported.has(task.id)),
    });
  }

  anyLive(request: {
    processId: string;
    token: string | null;
    except: readonly string[];
    exceptNodes: readonly string[];
  }): Promise<boolean> {
    return Promise.resolve(
      this.ofProcess(request.processId).some(
        (task) =>
          task.live &&
          task.token === request.token &&
          !request.except.includes(task.id) &&
          !request.exceptNodes.includes(task.node),
      ),
    );
  }

  liveTasks(processId: string, scope?: string): Promise<Task[]> {
    const live = this.ofProcess(processId).filter((task) => task.live);
    const inside = (task: Task): boolean =>
      task.token === scope || live.some((split) => split.id === task.token && inside(split));
    return Promise.resolve(
      live.filter((task) => scope === undefined || inside(task)).map((task) => copyTask(task)),
    );
  }

  doneTasks(processId: string, nodes: readonly string[]): Promise<Task[]> {
    const done = this.ofProcess(processId).filter(
      ({ status, node }) => status === 'DONE' && nodes.includes(node),
    );
    return Promise.resolve(done.map((task) => copyTask(task)));
  }

  anyDone(processId: string, nodes: readonly string[]): Promise<boolean> {
    return Promise.resolve(
      this.ofProcess(processId).some((task) => task.status === 'DONE' && nodes.includes(task.node)),
    );
  }

  tasks(ids: readonly string[]): Promise<Task[]> {
    const found = ids.map((id) => this.task(id)).filter((task) => task !== undefined);
    return Promise.resolve(found.sort(byId).map((task) => copyTask(task)));
  }

  firstTask(processId: string): Promise<Task | undefined> {
    return Promise.resolve(copyTask(this.ofProcess(processId)[0]));
  }

  previousOf(taskIds: readonly string[]): Promise<TaskLink[]> {
    return Promise.resolve(this.allLinks().filter((link) => taskIds.includes(link.taskId)));
  }

  hasActiveFollower(taskId: string): Promise<boolean> {
    const followers = this.allLinks().filter((link) => link.previousId === taskId);
    return Promise.resolve(
      followers.some(({ taskId: id }) => !['CANCELED', 'REVIVED', undefined].includes(this.task(id)?.status)),
    );
  }

  nearestOnPath(taskIds: readonly string[], nodes: readonly string[]): Promise<Task | undefined> {
    const before = new Map<string, string[]>();
    for (const { taskId, previousId } of this.allLinks()) {
      before.set(taskId, [...(before.get(taskId) ?? []), previousId]);
    }
    const met = new Set(taskIds);
    const found: Task[] = [];
    for (const id of met) {
      const task = this.task(id);
      if (task && nodes.includes(task.node)) found.push(task);
      else for (const previousId of before.get(id) ?? []) met.add(previousId);
    }
    const finished = (task: Task) => task.finishedAt?.getTime() ?? -Infinity;
    const [last] = found.sort((a, b) => finished(b) - finished(a) || byId(b, a));
    return Promise.resolve(copyTask(last));
  }

  settleEvent(id: string, at: Date): Promise<boolean> {
    const event = this.tables.events.find((one) => one.id === id);
    if (!event || event.deliveredAt !== null || this.settled.has(id)) return Promise.resolve(false);
    this.settled.set(id, at);
    return Promise.resolve(true);
  }

  addMessage(message: WorkflowMessage): Promise<boolean> {
    if (this.tables.messages.has(message.id) || this.messages.has(message.id)) return Promise.resolve(false);
    this.messages.set(message.id, { ...message });
    return Promise.resolve(true);
  }

  consumeMessage(id: string, at: Date): Promise<boolean> {
    const message = this.messages.get(id) ?? this.tables.messages.get(id);
    if (!message || message.consumedAt !== null) return Promise.resolve(false);
    this.messages.set(id, { ...message, consumedAt: at });
    return Promise.resolve(true);
  }

  takeDueStart({ now, starts }: StartRequest): Promise<ScheduledStart | undefined> {
    const { tables } = this;
    const [due] = starts
      .map((start) => tables.starts.get(startKey(start)))
      .filter((start) => start && start.scheduledAt <= now && !tables.heldStarts.has(startKey(start)))
      .sort((a, b) => (a?.scheduledAt.getTime() ?? 0) - (b?.scheduledAt.getTime() ?? 0));
    if (!due) return Promise.resolve(undefined);
    tables.heldStarts.add(startKey(due));
    this.takenStarts.add(startKey(due));
    return Promise.resolve({ ...due });
  }

  writeStart(start: ScheduledStart): Promise<void> {
    this.starts.set(startKey(start), { ...start });
    return Promise.resolve();
  }

  ownedBy({ owners, statuses, except, of }: OwnedRequest): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const task of new Map([...this.tables.tasks, ...this.written.tasks]).values()) {
      const { owner } = task;
      if (owner === null || !owners.includes(owner) || !statuses.includes(task.status)) continue;
      if (except.includes(task.id)) continue;
      if (of && !(of.nodes.includes(task.node) && this.process(task.processId)?.flow === of.flow)) continue;
      counts.set(owner, (counts.get(owner) ?? 0) + 1);
    }
    return Promise.resolve(counts);
  }

  async takeTurn(name: string): Promise<number> {
    await this.lock(`turn ${name}`, { kind: 'pessimistic-write', wait: '1m' });
    const taken = this.turns.get(name) ?? this.tables.turns.get(name) ?? 0;
    this.turns.set(name, taken + 1);
    return taken;
  }

  anyChildRunning(taskId: string): Promise<boolean> {
    return Promise.resolve(
      this.processes().some((one) => one.parentTaskId === taskId && one.status === 'NEW'),
    );
  }

  childrenOf(taskId: string): Promise<Process[]> {
    const children = this.processes().filter(({ parentTaskId }) => parentTaskId === taskId);
    return Promise.resolve(children.sort(byId).map(copyProcess));
  }

  write(changes: ChangeSet): Promise<void> {
    for (const process of [changes.insertProcess, changes.updateProcess]) {
      if (process) this.written.processes.set(process.id, copyProcess(process));
    }
    for (const task of [...changes.insertTasks, ...changes.updateTasks]) {
      this.written.tasks.set(task.id, asStored(task));
    }
    const { hosts = [], at = null } = changes.withdrawAttached ?? {};
    const written = new Set(changes.updateTasks.map(({ id }) => id));
    for (const task of new Map([...this.tables.tasks, ...this.written.tasks]).values()) {
      const armed =
        task.attachedTo !== null && hosts.includes(task.attachedTo) && task.status === 'SCHEDULED';
      if (armed && !written.has(task.id)) {
        this.written.tasks.set(task.id, { ...task, status: 'CANCELED', scheduledAt: null, finishedAt: at });
      }
    }
    this.links.push(...changes.insertLinks);
    this.events.push(...changes.insertEvents);
    return Promise.resolve();
  }

  commit(): void {
    for (const [id, process] of this.written.processes) this.tables.processes.set(id, process);
    for (const [id, task] of this.written.tasks) this.tables.tasks.set(id, task);
    for (const [id, message] of this.messages) this.tables.messages.set(id, message);
    for (const [name, taken] of this.turns) this.tables.turns.set(name, taken);
    for (const [key, start] of this.starts) this.tables.starts.set(key, start);
    for (const [id, at] of this.settled) {
      Object.assign(this.tables.events.find((event) => event.id === id) ?? {}, {
        deliveredAt: at,
        retryAt: null,
      });
    }
    this.tables.links.push(...this.links);
    this.tables.events.push(...this.events);
    for (const hook of this.hooks) hook();
  }

  release(): void {
    this.isOpen = false;
    for (const key of this.takenStarts) this.tables.heldStarts.delete(key);
    for (const release of this.held.values()) release();
  }

  private async lock(processId: string, lock: LockStrategy): Promise<void> {
    if (this.held.has(processId)) return;
    const wait = parseDuration(lock.wait) ?? 0;
    const before = this.locks.get(processId) ?? Promise.resolve();
    let release = (): void => undefined;
    const mine = new Promise<void>((resolve) => (release = resolve));
    this.locks.set(
      processId,
      before.then(() => mine),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => {
        resolve('late');
      }, wait);
    });
    const outcome = await Promise.race([before, late]);
    clearTimeout(timer);
    if (outcome === 'late') {
      release();
      throw new ProcessBusyError(processId);
    }
    this.held.set(processId, release);
  }

  private process(id: string): Process | undefined {
    return this.written.processes.get(id) ?? this.tables.processes.get(id);
  }

  private processes(): Process[] {
    return [...new Map([...this.tables.processes, ...this.written.processes]).values()];
  }

  private task(id: string): Task | undefined {
    return this.written.tasks.get(id) ?? this.tables.tasks.get(id);
  }

  private ofProcess(processId: string): Task[] {
    const tasks = new Map([...this.tables.tasks, ...this.written.tasks]);
    return [...tasks.values()].filter((task) => task.processId === processId).sort(byId);
  }

  private allLinks(): TaskLink[] {
    return [...this.tables.links, ...this.links];
  }
}

function startKey({ flow, node }: Pick<ScheduledStart, 'flow' | 'node'>): string {
  return `${flow} ${node}`;
}

function noManager(): never {
  throw new ConfigurationError(
    'Expected a database for `activation.manager`, but this run keeps processes in memory. Test this flow with a DataSource.',
  );
}

/** As a database would keep it: data as JSON, dates as dates. */
function asStored(task: Task): Task {
  const json = <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null)) as T;
  const values = Object.entries(task).map(([name, value]: [string, unknown]) => [name, value ?? null]);
  return {
    ...(Object.fromEntries(values) as Task),
    data: json(task.data),
    draft: json(task.draft),
    error: json(task.error),
    excluded: json(task.excluded),
    delegates: json(task.delegates),
  };
}

function copyTask<T extends Task | undefined>(task: T): T {
  return (task && Object.assign(new Task(), asStored(task))) as T;
}

function copyProcess(process: Process): Process {
  const data = JSON.parse(JSON.stringify(process.data)) as object;
  return Object.assign(new Process(), { ...process, data });
}
