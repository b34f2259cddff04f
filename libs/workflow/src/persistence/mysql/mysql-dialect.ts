import type { DataSource, QueryRunner } from 'typeorm';
import type { TaskStatus } from '../../model/status.js';
import { isOver } from '../../runtime/attempts-in-hand.js';
import type { DueRequest, DueTask, EndedAttempt, RenewalRequest } from '../../runtime/ports/due-work.js';
import type { StoreTransaction } from '../../runtime/ports/workflow-store.js';
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

  /** Two statements, for rows that others hold are not waited for; a row that is not answered may be one of those. */
  renewLeases(
    context: TransactionContext,
    { attempts, leaseUntil }: RenewalRequest,
  ): Promise<EndedAttempt[]> {
    return context.run(async (transaction) => {
      const runner = await transaction.begun();
      const ids = attempts.map(({ id }) => id);
      const rows = await send(runner, this.statements.underWay, { ids }, 'leases');
      const ended: EndedAttempt[] = [];
      const renewed: string[] = [];
      for (const { id, attempt } of attempts) {
        const row = rows.find(([found]) => found === id);
        if (!row) continue;
        const task = { status: row[1] as TaskStatus, attempts: row[2] as number };
        if (isOver({ attempt }, task)) ended.push({ id, attempt, status: task.status });
        else if (task.attempts === attempt) renewed.push(id);
      }
      if (renewed.length > 0)
        await send(runner, this.statements.takeDue, { ids: renewed, leaseUntil }, 'leases');
      return ended;
    });
  }
}

/** Of a row of the statement `due`, whatever the driver makes of moments. */
const momentOf = (row: Values): number => new Date(row[5] as string | Date).getTime();

async function only(runner: QueryRunner, statement: Statement, id: string): Promise<string | undefined> {
  const [row] = await send(runner, statement, { id }, id);
  return row?.[0] as string | undefined;
}
