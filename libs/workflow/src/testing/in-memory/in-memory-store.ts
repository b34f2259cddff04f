import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import type { WorkflowEvent } from '../../model/event.entity.js';
import type { WorkflowMessage } from '../../model/message.entity.js';
import type { ScheduledStart } from '../../model/scheduled-start.entity.js';
import type { Task } from '../../model/task.entity.js';
import type {
  Claimed,
  DueRequest,
  DueTask,
  EndedAttempt,
  RenewalRequest,
} from '../../runtime/ports/due-work.js';
import type { StoreTransaction, WorkflowStore } from '../../runtime/ports/workflow-store.js';
import { isOver } from '../../runtime/attempts-in-hand.js';
import { InMemoryLocks } from './in-memory-locks.js';
import { byId, InMemoryTables, noManager, startKey } from './in-memory-tables.js';
import { InMemoryTransaction } from './in-memory-transaction.js';

const isGivenUp = ({ deliveredAt, retryAt }: WorkflowEvent): boolean =>
  deliveredAt === null && retryAt === null;

/** Keeps processes in memory, for tests that need no database: the same port, the same locks, milliseconds. */
export class InMemoryStore implements WorkflowStore {
  readonly tables = new InMemoryTables();
  private readonly locks = new InMemoryLocks();
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
    Object.assign(
      this.tables.events.find((event) => event.id === id && event.deliveredAt === null) ?? {},
      fate,
    );
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

  renewLeases({ attempts, leaseUntil }: RenewalRequest): Promise<EndedAttempt[]> {
    const { tasks } = this.tables;
    const ended: EndedAttempt[] = [];
    for (const { id, attempt } of attempts) {
      const task = tasks.get(id);
      if (!task || isOver({ attempt }, task)) ended.push({ id, attempt, status: task?.status ?? null });
      else if (task.attempts === attempt) tasks.set(id, { ...task, scheduledAt: leaseUntil });
    }
    return Promise.resolve(ended);
  }

  lines(): Promise<string[]> {
    const standing = [...this.tables.tasks.values()].filter(({ scheduledAt }) => scheduledAt !== null);
    return Promise.resolve([...new Set(standing.flatMap(({ queue }) => queue ?? []))]);
  }
}
