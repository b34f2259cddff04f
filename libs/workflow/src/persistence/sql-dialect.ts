import type { QueryRunner } from 'typeorm';
import type { DueRequest, DueTask, EndedAttempt, RenewalRequest } from '../runtime/ports/due-work.js';
import type { StoreTransaction } from '../runtime/ports/workflow-store.js';
import type { TransactionContext } from './transaction-context.js';
import type { Transaction } from './transaction.js';

/** What a family of databases brings for the store. */
export interface SqlDialect {
  /** The store's view of an open transaction. */
  open(context: TransactionContext, transaction: Transaction): StoreTransaction;
  flowOfTask(runner: QueryRunner, taskId: string): Promise<string | undefined>;
  flowOfProcess(runner: QueryRunner, processId: string): Promise<string | undefined>;
  claimDue(context: TransactionContext, request: DueRequest): Promise<DueTask[]>;
  renewLeases(context: TransactionContext, request: RenewalRequest): Promise<EndedAttempt[]>;
}
