import type { DataSource, QueryRunner } from 'typeorm';
import type { DueRequest, DueTask, EndedAttempt, RenewalRequest } from '../../runtime/ports/due-work.js';
import type { StoreTransaction } from '../../runtime/ports/workflow-store.js';
import type { SqlDialect } from '../sql-dialect.js';
import type { TransactionContext } from '../transaction-context.js';
import type { Transaction } from '../transaction.js';
import { PostgresTransaction } from './postgres-transaction.js';
import { send } from './send.js';
import { Call, type Statement } from './statement.js';
import { postgresStatements, type PostgresStatements } from './statements.js';

/** PostgreSQL, and PGlite, which is one. */
export class PostgresDialect implements SqlDialect {
  private readonly statements: PostgresStatements;

  constructor(dataSource: DataSource) {
    this.statements = postgresStatements(dataSource);
  }

  open(context: TransactionContext, transaction: Transaction): StoreTransaction {
    return new PostgresTransaction(context, transaction, this.statements);
  }

  flowOfTask(runner: QueryRunner, taskId: string): Promise<string | undefined> {
    return only(runner, this.statements.read.flowOfTask, taskId);
  }

  flowOfProcess(runner: QueryRunner, processId: string): Promise<string | undefined> {
    return only(runner, this.statements.read.flowOfProcess, processId);
  }

  /** One statement, which needs no transaction around it. */
  claimDue(context: TransactionContext, { now, leaseUntil, lines }: DueRequest): Promise<DueTask[]> {
    const values = [
      now.toISOString(),
      leaseUntil.toISOString(),
      lines.map(({ line }) => line),
      lines.map(({ limit }) => limit),
    ];
    return context.withRunner(async (runner) => {
      const { rows } = await send(runner, 'due tasks', new Call(this.statements.claimDue, values));
      return rows.map(
        ([id, flow, node, line, attempts]) => ({ id, flow, node, line, attempts, leaseUntil }) as DueTask,
      );
    });
  }

  /** One statement. */
  renewLeases(
    context: TransactionContext,
    { attempts, leaseUntil }: RenewalRequest,
  ): Promise<EndedAttempt[]> {
    const values = [
      attempts.map(({ id }) => id),
      attempts.map(({ attempt }) => attempt),
      leaseUntil.toISOString(),
    ];
    const call = new Call(this.statements.renewLeases, values);
    return context.withRunner(async (runner) => {
      const { rows } = await send(runner, 'leases', call);
      return rows.map(([id, attempt, status]) => ({ id, attempt, status }) as EndedAttempt);
    });
  }
}

async function only(runner: QueryRunner, statement: Statement, id: string): Promise<string | undefined> {
  const { rows } = await send(runner, id, new Call(statement, [id]));
  return rows[0]?.[0] as string | undefined;
}
