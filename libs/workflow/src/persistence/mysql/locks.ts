import type { DataSource, QueryRunner } from 'typeorm';
import type { LockStrategy } from '../../definition/lock.js';
import { ProcessBusyError } from '../../errors.js';
import type { TableNames } from '../table-names.js';
import { waitOf } from '../sql-store-transaction.js';
import type { Transaction } from '../transaction.js';
import { send, sendText, statement, type Statement, type Values } from './statement.js';

const versions = new WeakMap<DataSource, boolean>();

/** Whether the server is MariaDB, which bounds waits in the statement; asked once per DataSource. */
export async function isMariaDb(runner: QueryRunner): Promise<boolean> {
  const { dataSource } = runner;
  let answer = versions.get(dataSource);
  if (answer === undefined) {
    const [row] = await sendText(runner, 'select version()', [], 'the version');
    versions.set(dataSource, (answer = /mariadb/i.test(String(row?.[0]))));
  }
  return answer;
}

/** Reads rows with a lock that is waited for as long as the strategy says, in whole seconds. */
export async function lockRows(
  runner: QueryRunner,
  { text, parameters }: Statement,
  id: string,
  lock: LockStrategy,
): Promise<Values[]> {
  const seconds = Math.ceil(waitOf(lock) / 1000);
  const read = (end: string) => send(runner, { text: `${text}\n${end}`, parameters }, { id }, id);
  if (await isMariaDb(runner)) return read(`for update wait ${seconds}`);
  const both = `set @nestflow_wait = @@innodb_lock_wait_timeout, innodb_lock_wait_timeout = ${seconds}`;
  await sendText(runner, both, [], id);
  try {
    return await read('for update');
  } finally {
    await sendText(runner, 'set innodb_lock_wait_timeout = @nestflow_wait', [], id);
  }
}

/** Takes the named lock of a process until its transaction ends; nothing when there is no such process. */
export async function lockByName(
  transaction: Transaction,
  { task }: Pick<TableNames, 'task'>,
  of: 'task' | 'process',
  id: string,
  lock: LockStrategy,
): Promise<void> {
  const runner = await transaction.begun();
  const wait = waitOf(lock) / 1000;
  const seconds = (await isMariaDb(runner)) ? wait : Math.ceil(wait);
  const text =
    of === 'process'
      ? `select :id as process, get_lock(concat('nestflow:', :id), :seconds)`
      : `select t.process_id, get_lock(concat('nestflow:', t.process_id), :seconds) from ${task} t where t.id = :id`;
  const [row] = await send(runner, statement(text), { id, seconds }, id);
  if (!row) return;
  if (row[1] !== 1) throw new ProcessBusyError(id);
  transaction.beforeRelease(() =>
    sendText(runner, `select release_lock(concat('nestflow:', ?))`, [row[0]], id),
  );
}
