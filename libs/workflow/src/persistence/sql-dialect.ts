import type { QueryRunner } from 'typeorm';
import type { DueTask, StoreTransaction, WorkflowStore } from '../runtime/ports/workflow-store.js';
import type { TransactionContext } from './transaction-context.js';
import type { Transaction } from './transaction.js';

/** Which due tasks to take. */
export type DueRequest = Parameters<WorkflowStore['claimDue']>[0];

/** What a family of databases brings for the store. */
export interface SqlDialect {
  /** The store's view of an open transaction. */
  open(context: TransactionContext, transaction: Transaction): StoreTransaction;
  flowOfTask(runner: QueryRunner, taskId: string): Promise<string | undefined>;
  flowOfProcess(runner: QueryRunner, processId: string): Promise<string | undefined>;
  /** Takes due tasks; inside a transaction of its own. */
  claimDue(runner: QueryRunner, request: DueRequest): Promise<DueTask[]>;
}
