import type { DataSource, QueryRunner } from 'typeorm';
import type { DueRequest, DueTask, StoreTransaction } from '../../runtime/ports/workflow-store.js';
import type { SqlDialect } from '../sql-dialect.js';
import { tableNames } from '../table-names.js';
import type { TransactionContext } from '../transaction-context.js';
import type { Transaction } from '../transaction.js';
import { MysqlTransaction } from './mysql-transaction.js';
import { mysqlStatements, type MysqlStatements } from './read.sql.js';
import { send, type Statement, type Values } from './statement.js';

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

  /** A statement per line, for MariaDB has no lateral joins; none is written when nothing is due. */
  claimDue(context: TransactionContext, { now, leaseUntil, lines }: DueRequest): Promise<DueTask[]> {
    return context.run(async (transaction) => {
      const runner = await transaction.begun();
      const due: Values[] = [];
      for (const { line, limit } of lines)
        due.push(...(await send(runner, this.statements.due, { now, line, limit }, 'due tasks')));
      if (due.length === 0) return [];
      const ids = due.map(([id]) => id);
      await send(runner, this.statements.takeDue, { ids, leaseUntil }, 'due tasks');
      const processes = due.map(([, process]) => process);
      const flows = await send(runner, this.statements.flowsOf, { ids: processes }, 'due tasks');
      const flowOf = new Map(flows.map(([id, flow]) => [id, flow]));
      return due
        .sort((a, b) => momentOf(a) - momentOf(b))
        .map(
          ([id, process, node, line, attempts]) =>
            ({ id, node, line, attempts, flow: flowOf.get(process), leaseUntil }) as DueTask,
        );
    });
  }
}

/** Of a row of the statement `due`, whatever the driver makes of moments. */
const momentOf = (row: Values): number => new Date(row[5] as string | Date).getTime();

async function only(runner: QueryRunner, statement: Statement, id: string): Promise<string | undefined> {
  const [row] = await send(runner, statement, { id }, id);
  return row?.[0] as string | undefined;
}
