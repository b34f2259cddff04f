import type { EntityManager } from 'typeorm';
import type { LockStrategy } from '../../definition/lock.js';
import type { WorkflowEvent } from '../../model/event.entity.js';
import type { WorkflowMessage } from '../../model/message.entity.js';
import type { Process } from '../../model/process.entity.js';
import type { ScheduledStart } from '../../model/scheduled-start.entity.js';
import type { Task } from '../../model/task.entity.js';
import type { StartRequest } from '../../runtime/ports/due-work.js';
import type { ChangeSet, StoreTransaction } from '../../runtime/ports/workflow-store.js';
import type { InMemoryLocks } from './in-memory-locks.js';
import { noManager, startKey, type InMemoryTables } from './in-memory-tables.js';
import { InMemoryView } from './in-memory-view.js';
import { asStored, copyProcess, copyTask } from './row-copies.js';

/** Writes are kept aside until {@link commit}; reads see them. */
export class InMemoryTransaction extends InMemoryView implements StoreTransaction {
  isOpen = true;
  private readonly settled = new Map<string, Date>();
  private readonly turns = new Map<string, number>();
  private readonly messages = new Map<string, WorkflowMessage>();
  private readonly starts = new Map<string, ScheduledStart>();
  private readonly takenStarts = new Set<string>();
  private readonly events: WorkflowEvent[] = [];
  private readonly hooks: (() => void)[] = [];
  private readonly held = new Map<string, () => void>();

  constructor(
    tables: InMemoryTables,
    private readonly locks: InMemoryLocks,
  ) {
    super(tables);
  }

  get manager(): EntityManager {
    return noManager();
  }

  afterCommit(action: () => void): void {
    this.hooks.push(action);
  }

  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    const lists = [this.links, this.events, this.hooks];
    const lengths = lists.map((list) => list.length);
    const maps: Map<string, unknown>[] = [this.settled, this.messages, this.turns, this.starts];
    const entries = maps.map((map) => [...map]);
    const { processes, tasks } = this.written;
    this.written = { processes: new Map(processes), tasks: new Map(tasks) };
    try {
      return await work();
    } catch (error) {
      this.written = { processes, tasks };
      lists.forEach((list, index) => list.splice(lengths[index] ?? 0));
      maps.forEach((map, index) => {
        map.clear();
        for (const [key, value] of entries[index] ?? []) map.set(key, value);
      });
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

  async takeTurn(name: string): Promise<number> {
    await this.lock(`turn ${name}`, { kind: 'pessimistic-write', wait: '1m' });
    const taken = this.turns.get(name) ?? this.tables.turns.get(name) ?? 0;
    this.turns.set(name, taken + 1);
    return taken;
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
    for (const task of this.allTasks()) {
      if (task.attachedTo === null || !hosts.includes(task.attachedTo) || written.has(task.id)) continue;
      if (task.status !== 'SCHEDULED' && task.status !== 'ERROR') continue;
      const canceled = { status: 'CANCELED', live: false, scheduledAt: null, finishedAt: at } as const;
      this.written.tasks.set(task.id, { ...task, ...canceled });
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

  private async lock(name: string, lock: LockStrategy): Promise<void> {
    if (!this.held.has(name)) this.held.set(name, await this.locks.acquire(name, lock));
  }
}
