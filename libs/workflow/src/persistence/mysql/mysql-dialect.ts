import type { DataSource, QueryRunner } from 'typeorm';
import type { DueTask, StoreTransaction } from '../../runtime/ports/workflow-store.js';
import type { DueRequest, SqlDialect } from '../sql-dialect.js';
import { tableNames } from '../table-names.js';
import type { TransactionContext } from '../transaction-context.js';
import type { Transaction } from '../transaction.js';
import { MysqlTransaction } from './mysql-transaction.js';
import { mysqlStatements, type MysqlStatements } from './read.sql.js';
import { send, type Statement } from './statement.js';

/** MariaDB and MySQL. */
export class MysqlDialect implements SqlDialect {
  private readonly statements: MysqlStatements;

  constructor(dataSource: DataSource) {
    this.statements = mysqlStatements(tableNames(dataSource));
  }

  open(context: TransactionContext, transaction: Transaction): StoreTransaction {
    return new MysqlTransaction(context, transaction, this.statements);
  }

  flowOfTask(runner: QueryRunner, taskId: string): Promise<string | undefined> {
    return only(runner, this.statements.flowOfTask, taskId);
  }

  flowOfProcess(runner: QueryRunner, processId: string): Promise<string | undefined> {
    return only(runner, this.statements.flowOfProcess, processId);
  }

  async claimDue(runner: QueryRunner, { now, leaseUntil, limit }: DueRequest): Promise<DueTask[]> {
    const due = await send(runner, this.statements.due, { now, limit }, 'due tasks');
    if (due.length === 0) return [];
    const ids = due.map(([id]) => id);
    await send(runner, this.statements.takeDue, { ids, leaseUntil }, 'due tasks');
    const flows = await send(
      runner,
      this.statements.flowsOf,
      { ids: due.map(([, process]) => process) },
      'due tasks',
    );
    const flowOf = new Map(flows.map(([id, flow]) => [id, flow]));
    return due.map(([id, process, node]) => ({ id, node, flow: flowOf.get(process), leaseUntil }) as DueTask);
  }
}

async function only(runner: QueryRunner, statement: Statement, id: string): Promise<string | undefined> {
  const [row] = await send(runner, statement, { id }, id);
  return row?.[0] as string | undefined;
}
