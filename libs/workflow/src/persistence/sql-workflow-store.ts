import { IsNull, type DataSource, type EntityManager } from 'typeorm';
import { ConfigurationError } from '../errors.js';
import { databaseFamily } from '../model/column-types.js';
import { WorkflowEvent } from '../model/event.entity.js';
import type { WorkflowMessage } from '../model/message.entity.js';
import type {
  Claimed,
  DueRequest,
  DueTask,
  EndedAttempt,
  RenewalRequest,
} from '../runtime/ports/due-work.js';
import type { StoreTransaction, WorkflowStore } from '../runtime/ports/workflow-store.js';
import type { ScheduledStart } from '../model/scheduled-start.entity.js';
import { addComment, seeMentions } from './comments.js';
import { forgetKeys } from './idempotency-keys.js';
import { lines, putBack } from './due-tasks.js';
import {
  claimEvents,
  givenUpEvents,
  reopenEvent,
  forgetMessages,
  runningChildren,
  waitingFor,
  waitingMessage,
  type EventRequest,
} from './outbox.js';
import { MysqlDialect } from './mysql/mysql-dialect.js';
import { PostgresDialect } from './postgres/postgres-dialect.js';
import type { SqlDialect } from './sql-dialect.js';
import { planStart, scheduledStarts } from './scheduled-starts.js';
import { TransactionContext } from './transaction-context.js';

const DIALECTS = { postgres: PostgresDialect, mysql: MysqlDialect };

/**
 * Processes and tasks in the application's own database, in the application's own transactions.
 *
 * @throws {ConfigurationError} when the DataSource is of a type Nestflow does not speak to, or was made without
 * `withWorkflow`.
 */
export class SqlWorkflowStore implements WorkflowStore {
  /** The transactions of this DataSource; the application's repositories join them. */
  readonly transactions: TransactionContext;
  private readonly dialect: SqlDialect;

  constructor(private readonly dataSource: DataSource) {
    const { type } = dataSource.options;
    const family = databaseFamily(type);
    if (!family) {
      throw new ConfigurationError(
        `Expected a DataSource of type postgres, mysql or mariadb, but its type is '${type}'.`,
      );
    }
    if (dataSource.isInitialized && !dataSource.hasMetadata(WorkflowEvent)) {
      throw new ConfigurationError(
        `Expected the DataSource to know Nestflow's entities, but it does not. ` +
          `Make it of withWorkflow(options), which adds them and their migrations.`,
      );
    }
    this.transactions = TransactionContext.of(dataSource);
    this.dialect = new DIALECTS[family](dataSource);
  }

  get manager(): EntityManager {
    return this.dataSource.manager;
  }

  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    return this.transactions.run((transaction) => work(this.dialect.open(this.transactions, transaction)));
  }

  flowOfTask(taskId: string): Promise<string | undefined> {
    return this.transactions.withRunner((runner) => this.dialect.flowOfTask(runner, taskId));
  }

  flowOfProcess(processId: string): Promise<string | undefined> {
    return this.transactions.withRunner((runner) => this.dialect.flowOfProcess(runner, processId));
  }

  claimDue(request: DueRequest): Promise<DueTask[]> {
    return this.dialect.claimDue(this.transactions, request);
  }

  putBack(claimed: readonly Claimed[], dueAt: Date): Promise<void> {
    return putBack(this.manager, claimed, dueAt);
  }

  renewLeases(request: RenewalRequest): Promise<EndedAttempt[]> {
    return this.dialect.renewLeases(this.transactions, request);
  }

  lines(): Promise<string[]> {
    return lines(this.manager);
  }

  claimEvents(request: EventRequest): Promise<WorkflowEvent[]> {
    return this.transactions.run(({ manager }) => claimEvents(manager, request));
  }

  async postponeEvent({
    id,
    ...fate
  }: Pick<WorkflowEvent, 'id' | 'attempts' | 'retryAt' | 'error'>): Promise<void> {
    await this.manager.getRepository(WorkflowEvent).update({ id, deliveredAt: IsNull() }, fate);
  }

  givenUpEvents(limit: number, after?: string): Promise<WorkflowEvent[]> {
    return givenUpEvents(this.manager, limit, after);
  }

  reopenEvent(id: string, retryAt: Date): Promise<WorkflowEvent | undefined> {
    return reopenEvent(this.manager, id, retryAt);
  }

  async addEvent(event: WorkflowEvent): Promise<void> {
    await this.manager.getRepository(WorkflowEvent).insert(event as object);
  }

  addComment(comment: WorkflowEvent, userIds: readonly string[]): Promise<void> {
    return addComment(this.manager, comment, userIds);
  }

  seeMentions(userId: string, processId: string, at: Date): Promise<void> {
    return seeMentions(this.manager, userId, processId, at);
  }

  waitingFor(what: string, before?: string): Promise<string[]> {
    return waitingFor(this.manager, what, before);
  }

  waitingMessage(recipient: string, now: Date): Promise<WorkflowMessage | undefined> {
    return waitingMessage(this.manager, recipient, now);
  }

  async forget({ answers, messages }: { answers: Date; messages: Date }): Promise<void> {
    await forgetKeys(this.manager, answers);
    await forgetMessages(this.manager, messages);
  }

  scheduledStarts(): Promise<ScheduledStart[]> {
    return scheduledStarts(this.manager);
  }

  planStart(start: ScheduledStart): Promise<void> {
    return planStart(this.manager, start);
  }

  runningChildren(taskId: string): Promise<string[]> {
    return runningChildren(this.manager, taskId);
  }
}
