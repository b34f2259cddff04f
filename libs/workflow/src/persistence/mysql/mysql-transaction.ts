import type { LockStrategy } from '../../definition/lock.js';
import type { Process } from '../../model/process.entity.js';
import type { TaskLink } from '../../model/task-link.entity.js';
import type { Task } from '../../model/task.entity.js';
import type {
  ChangeSet,
  ScopeReport,
  ScopeRequest,
  StoreTransaction,
} from '../../runtime/ports/workflow-store.js';
import { LINK, PROCESS, readRow, TASK } from '../columns.js';
import { SqlStoreTransaction } from '../sql-store-transaction.js';
import type { TransactionContext } from '../transaction-context.js';
import type { Transaction } from '../transaction.js';
import { isMariaDb, lockByName, lockRows } from './locks.js';
import type { MysqlStatements } from './read.sql.js';
import { READERS } from './readers.js';
import { isDuplicate, listed, send, sendText, type Statement, type Values } from './statement.js';
import { inserts, writeStatements } from './write.js';

/** The store's transaction on MariaDB and MySQL: a constant number of statements per method. */
export class MysqlTransaction extends SqlStoreTransaction implements StoreTransaction {
  constructor(
    context: TransactionContext,
    transaction: Transaction,
    private readonly statements: MysqlStatements,
  ) {
    super(context, transaction);
  }

  /**
   * The process first, then the task: InnoDB would lock the rows of a join in an order of its own, and whoever waits
   * for the process must not hold the task. READ COMMITTED lets the second statement see all that is committed.
   */
  async lockTask(taskId: string, lock: LockStrategy): Promise<{ process: Process; task: Task } | undefined> {
    const process = await this.lock('task', this.statements.processOfTask, taskId, lock);
    const [task] = process ? await this.tasks([taskId]) : [];
    return process && task && { process, task };
  }

  lockProcess(processId: string, lock: LockStrategy): Promise<Process | undefined> {
    return this.lock('process', this.statements.process, processId, lock);
  }

  async claimBusinessKey(process: Process): Promise<boolean> {
    try {
      await this.sendAll(inserts(this.statements.names.process, PROCESS, [process]));
      return true;
    } catch (error) {
      if (isDuplicate(error, 'workflow_process_business_key')) return false;
      throw error;
    }
  }

  async findByBusinessKey(flow: string, key: string): Promise<Process | undefined> {
    const [row] = await this.send(this.statements.findByBusinessKey, { flow, key });
    return row && processOf(row);
  }

  /** Two statements inside splits, one outside. */
  async scopes({ processId, token, except, joins }: ScopeRequest): Promise<ScopeReport> {
    const { scopes, joinsInside, joinsOutside } = this.statements;
    const asked = { process: processId, token, except: listed(except), joins: listed(joins) };
    const around = token === null ? [] : await this.send(scopes, asked);
    const reported = around.map((row) => ({ split: taskOf(row, 1), others: Boolean(row[0]) }));
    const tokens = reported.map(({ split }) => split.id);
    const rows = await this.send(token === null ? joinsOutside : joinsInside, {
      ...asked,
      except: listed([...except, ...tokens]),
      tokens: listed(tokens),
    });
    return {
      scopes: reported,
      joins: rows.filter(([, id]) => id !== null).map((row) => taskOf(row, 1)),
      processOthers: Boolean(rows[0]?.[0]),
    };
  }

  anyLive(request: {
    processId: string;
    token: string | null;
    except: readonly string[];
    exceptNodes: readonly string[];
  }): Promise<boolean> {
    const { processId: process, token, except, exceptNodes } = request;
    const { anyLiveOutside, anyLiveInside } = this.statements;
    const values = { process, token, except: listed(except), exceptNodes: listed(exceptNodes) };
    return this.isTrue(token === null ? anyLiveOutside : anyLiveInside, values);
  }

  liveTasks(processId: string, scope?: string): Promise<Task[]> {
    const { liveTasks, liveTasksInside } = this.statements;
    return this.taskRows(scope === undefined ? liveTasks : liveTasksInside, { process: processId, scope });
  }

  anyDone(processId: string, nodes: readonly string[]): Promise<boolean> {
    return this.isTrue(this.statements.anyDone, { process: processId, nodes: listed(nodes) });
  }

  tasks(ids: readonly string[]): Promise<Task[]> {
    return this.taskRows(this.statements.tasks, { ids: listed(ids) });
  }

  async firstTask(processId: string): Promise<Task | undefined> {
    const [task] = await this.taskRows(this.statements.firstTask, { process: processId });
    return task;
  }

  async previousOf(taskIds: readonly string[]): Promise<TaskLink[]> {
    const rows = await this.send(this.statements.previousOf, { ids: listed(taskIds) });
    return rows.map((row) => readRow(LINK, READERS, row));
  }

  hasActiveFollower(taskId: string): Promise<boolean> {
    return this.isTrue(this.statements.hasActiveFollower, { id: taskId });
  }

  async nearestOnPath(taskIds: readonly string[], nodes: readonly string[]): Promise<Task | undefined> {
    const server = (await isMariaDb(await this.transaction.begun())) ? 'mariadb' : 'mysql';
    const [task] = await this.taskRows(this.statements.nearestOnPath[server], {
      ids: listed(taskIds),
      nodes: listed(nodes),
    });
    return task;
  }

  write(changes: ChangeSet): Promise<void> {
    return this.sendAll(writeStatements(this.statements.names, changes));
  }

  private async lock(
    of: 'task' | 'process',
    read: Statement,
    id: string,
    lock: LockStrategy,
  ): Promise<Process | undefined> {
    const { transaction, statements } = this;
    transaction.assertOpen();
    if (lock.kind === 'advisory') await lockByName(transaction, statements.names, of, id, lock);
    const [row] =
      lock.kind === 'pessimistic-write'
        ? await lockRows(await transaction.begun(), read, id, lock)
        : await this.send(read, { id });
    return row && processOf(row);
  }

  private async isTrue(statement: Statement, values: Readonly<Record<string, unknown>>): Promise<boolean> {
    const [row] = await this.send(statement, values);
    return Boolean(row?.[0]);
  }

  private async taskRows(statement: Statement, values: Readonly<Record<string, unknown>>): Promise<Task[]> {
    return (await this.send(statement, values)).map((row) => taskOf(row));
  }

  private async send(statement: Statement, values: Readonly<Record<string, unknown>>): Promise<Values[]> {
    this.transaction.assertOpen();
    return send(await this.transaction.begun(), statement, values, 'the process');
  }

  private async sendAll(texts: readonly { text: string; values: unknown[] }[]): Promise<void> {
    this.transaction.assertOpen();
    const runner = await this.transaction.begun();
    for (const { text, values } of texts) await sendText(runner, text, values, 'the process');
  }
}

const processOf = (row: Values): Process => readRow(PROCESS, READERS, row);
const taskOf = (row: Values, from = 0): Task => readRow(TASK, READERS, row, from);
