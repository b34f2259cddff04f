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
import { SqlStoreTransaction, waitOf } from '../sql-store-transaction.js';
import type { TransactionContext } from '../transaction-context.js';
import type { Transaction } from '../transaction.js';
import type { PostgresStatements } from './statements.js';
import { rowValues } from './parameters.js';
import { READERS } from './readers.js';
import { send } from './send.js';
import { BEGIN, Call, COMMIT, type Answer, type Statement, type Values } from './statement.js';

/** The store's transaction on PostgreSQL: every method is one prepared statement. */
export class PostgresTransaction extends SqlStoreTransaction implements StoreTransaction {
  constructor(
    context: TransactionContext,
    transaction: Transaction,
    private readonly statements: PostgresStatements,
  ) {
    super(context, transaction);
  }

  async lockTask(taskId: string, lock: LockStrategy): Promise<{ process: Process; task: Task } | undefined> {
    const row = await this.lock('task', 'advisoryOfTask', taskId, lock);
    return row && { process: processOf(row), task: taskOf(row, PROCESS.columns.length) };
  }

  async lockProcess(processId: string, lock: LockStrategy): Promise<Process | undefined> {
    const row = await this.lock('process', 'advisoryOfProcess', processId, lock);
    return row && processOf(row);
  }

  async claimBusinessKey(process: Process): Promise<boolean> {
    const { tag } = await this.send(this.statements.claim, rowValues(PROCESS, process), process.id);
    return tag.endsWith(' 1');
  }

  async findByBusinessKey(flow: string, businessKey: string): Promise<Process | undefined> {
    const [row] = await this.rows(this.statements.read.findByBusinessKey, [flow, businessKey]);
    return row && processOf(row);
  }

  async scopes(request: ScopeRequest): Promise<ScopeReport> {
    const rows = await this.scopeRows(request);
    const reported = rows.filter(([, , , id]) => id !== null);
    const at = 3;
    return {
      scopes: reported
        .filter(([, depth]) => depth !== null)
        .map((row) => ({ split: taskOf(row, at), others: row[2] as boolean })),
      joins: reported.filter(([, depth]) => depth === null).map((row) => taskOf(row, at)),
      processOthers: rows[0]?.[0] as boolean,
    };
  }

  async anyLive(request: {
    processId: string;
    token: string | null;
    except: readonly string[];
    exceptNodes: readonly string[];
  }): Promise<boolean> {
    const { processId, token, except, exceptNodes } = request;
    const { anyLiveOutside, anyLiveInside } = this.statements.read;
    return token === null
      ? this.isTrue(anyLiveOutside, [processId, except, exceptNodes])
      : this.isTrue(anyLiveInside, [processId, except, exceptNodes, token]);
  }

  async liveTasks(processId: string, scope?: string): Promise<Task[]> {
    const { liveTasks, liveTasksInside } = this.statements.read;
    return scope === undefined
      ? this.taskRows(liveTasks, [processId])
      : this.taskRows(liveTasksInside, [processId, scope]);
  }

  anyDone(processId: string, nodes: readonly string[]): Promise<boolean> {
    return this.isTrue(this.statements.read.anyDone, [processId, nodes]);
  }

  tasks(ids: readonly string[]): Promise<Task[]> {
    return this.taskRows(this.statements.read.tasks, [ids]);
  }

  async firstTask(processId: string): Promise<Task | undefined> {
    const [task] = await this.taskRows(this.statements.read.firstTask, [processId]);
    return task;
  }

  async previousOf(taskIds: readonly string[]): Promise<TaskLink[]> {
    const rows = await this.rows(this.statements.read.previousOf, [taskIds]);
    return rows.map((row) => readRow(LINK, READERS, row));
  }

  hasActiveFollower(taskId: string): Promise<boolean> {
    return this.isTrue(this.statements.read.hasActiveFollower, [taskId]);
  }

  async nearestOnPath(taskIds: readonly string[], nodes: readonly string[]): Promise<Task | undefined> {
    const [task] = await this.taskRows(this.statements.read.nearestOnPath, [taskIds, nodes]);
    return task;
  }

  async write(changes: ChangeSet, last = false): Promise<void> {
    const write = this.statements.writer.prepare(changes);
    if (!write || (last && this.hold(write))) return;
    await this.send(write.statement, write.values);
  }

  private async lock(
    what: 'task' | 'process',
    advisory: 'advisoryOfTask' | 'advisoryOfProcess',
    id: string,
    lock: LockStrategy,
  ): Promise<Values | undefined> {
    if (lock.kind === 'pessimistic-write')
      return this.row(this.statements.lock[what], [id, `${waitOf(lock)}`]);
    // The read is a statement of its own, for it must see what was committed while this one waited.
    if (lock.kind === 'advisory') await this.row(this.statements.lock[advisory], [id, `${waitOf(lock)}`]);
    return this.row(this.statements.unlocked[what], [id]);
  }

  private scopeRows({ processId, token, except, joins }: ScopeRequest): Promise<Values[]> {
    const { inside, outside, joinless } = this.statements.scopes;
    if (token !== null) return this.rows(inside, [processId, except, joins, token]);
    if (joins.length > 0) return this.rows(outside, [processId, except, joins]);
    return this.rows(joinless, [processId, except]);
  }

  /** The first row of a statement about the id in its first value; `undefined` when it is only NULLs. */
  private async row(statement: Statement, values: unknown[]): Promise<Values | undefined> {
    const { rows } = await this.send(statement, values, values[0] as string);
    return rows[0]?.[0] === null ? undefined : rows[0];
  }

  private async isTrue(statement: Statement, values: unknown[]): Promise<boolean> {
    const [row] = await this.rows(statement, values);
    return row?.[0] === true;
  }

  private async taskRows(statement: Statement, values: unknown[]): Promise<Task[]> {
    return (await this.rows(statement, values)).map((row) => taskOf(row));
  }

  private async rows(statement: Statement, values: unknown[]): Promise<Values[]> {
    return (await this.send(statement, values)).rows;
  }

  private hold(write: Call): boolean {
    this.transaction.assertOpen();
    return this.transaction.hold((runner, andCommit) =>
      andCommit ? send(runner, 'the process', write, COMMIT) : send(runner, 'the process', write),
    );
  }

  private async send(statement: Statement, values: unknown[], subject = 'the process'): Promise<Answer> {
    this.transaction.assertOpen();
    const call = new Call(statement, values);
    const first = this.transaction.beginWith((runner) => send(runner, subject, BEGIN, call));
    return first ?? send(await this.transaction.begun(), subject, call);
  }
}

const processOf = (row: Values): Process => readRow(PROCESS, READERS, row);
const taskOf = (row: Values, from = 0): Task => readRow(TASK, READERS, row, from);
