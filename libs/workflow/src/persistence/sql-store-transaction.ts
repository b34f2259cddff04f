import { In, type EntityManager } from 'typeorm';
import type { LockStrategy } from '../definition/lock.js';
import { parseDuration } from '../definition/durations.js';
import { ConfigurationError } from '../errors.js';
import type { WorkflowMessage } from '../model/message.entity.js';
import { Process } from '../model/process.entity.js';
import { Task } from '../model/task.entity.js';
import type { ScheduledStart } from '../model/scheduled-start.entity.js';
import type { StartRequest } from '../runtime/ports/due-work.js';
import type { OwnedRequest } from '../runtime/ports/workflow-store.js';
import { ownedBy, takeTurn } from './allocation.js';
import { addMessage, childrenOf, consumeMessage, settleEvent } from './outbox.js';
import { takeDueStart, writeStart } from './scheduled-starts.js';
import type { TransactionContext } from './transaction-context.js';
import type { Transaction } from './transaction.js';

/** What the store's transactions have in common, whatever the database. */
export abstract class SqlStoreTransaction {
  constructor(
    protected readonly context: TransactionContext,
    protected readonly transaction: Transaction,
  ) {}

  get manager(): EntityManager {
    return this.transaction.manager;
  }

  afterCommit(action: () => void): void {
    (this.context.current ?? this.transaction).afterCommit(action);
  }

  savepoint<T>(work: () => Promise<T>): Promise<T> {
    return this.context.run(work);
  }

  settleEvent(id: string, at: Date): Promise<boolean> {
    return settleEvent(this.manager, id, at);
  }

  addMessage(message: WorkflowMessage): Promise<boolean> {
    return addMessage(this.manager, message);
  }

  consumeMessage(id: string, at: Date): Promise<boolean> {
    return consumeMessage(this.manager, id, at);
  }

  takeDueStart(request: StartRequest): Promise<ScheduledStart | undefined> {
    return takeDueStart(this.manager, request);
  }

  writeStart(start: ScheduledStart): Promise<void> {
    return writeStart(this.manager, start);
  }

  doneTasks(processId: string, nodes: readonly string[]): Promise<Task[]> {
    return this.manager.find(Task, {
      where: { processId, status: 'DONE', node: In([...nodes]) },
      order: { id: 'ASC' },
    });
  }

  ownedBy(request: OwnedRequest): Promise<ReadonlyMap<string, number>> {
    return ownedBy(this.manager, request);
  }

  takeTurn(name: string): Promise<number> {
    return takeTurn(this.manager, name);
  }

  async anyChildRunning(taskId: string): Promise<boolean> {
    return this.manager.existsBy(Process, { parentTaskId: taskId, status: 'NEW' });
  }

  childrenOf(taskId: string): Promise<Process[]> {
    return childrenOf(this.manager, taskId);
  }
}

/** The longest wait a database can be told, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * How long to wait for a lock, in milliseconds, at least 1: databases take 0 for "for ever".
 *
 * @throws {ConfigurationError} when the strategy's wait is no duration.
 */
export function waitOf({ wait }: LockStrategy): number {
  const milliseconds = parseDuration(wait);
  if (milliseconds === undefined) {
    throw new ConfigurationError(
      `Expected the wait of a lock to be a duration such as '5s', but it is '${wait}'.`,
    );
  }
  return Math.min(Math.max(Math.round(milliseconds), 1), LONGEST);
}
