import { PROCESS, selectList, TASK } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { statement, type Statement } from './statement.js';

/** The statements that lock a process. `$1` is the id they begin from, `$2` the wait in milliseconds. */
export interface LockStatements {
  readonly task: Statement;
  readonly process: Statement;
  readonly advisoryOfTask: Statement;
  readonly advisoryOfProcess: Statement;
}

const both = `${selectList(PROCESS, 'p')}, ${selectList(TASK, 't')}`;
const columns = (prefix: string, names: readonly string[]) => names.map((name) => `${prefix}_${name}`);

/**
 * The wait must be bounded in the very statement that locks, and for no other statement of the transaction: the first
 * CTE sets `lock_timeout` before any row can come out of the second, which locks, and the outer select puts it back.
 * READ COMMITTED reads again, after waiting, only the rows a statement locks: so it locks the task too.
 */
export function lockStatements({ process, task }: TableNames): LockStatements {
  const processNames = columns('p', PROCESS.names);
  const allNames = [...processNames, ...columns('t', TASK.names)];
  const locking = (names: readonly string[], select: string) =>
    statement(`with waiting as materialized (
  select current_setting('lock_timeout') as usual, set_config('lock_timeout', $2, true)
), locked (${names.join(', ')}) as materialized (
  ${select}
)
select ${names.map((name) => `locked.${name}`).join(', ')}, set_config('lock_timeout', waiting.usual, true)
from waiting left join locked on true`);
  const key = (id: string) => `pg_advisory_xact_lock(hashtextextended('nestflow:' || ${id}, 0))::text`;
  return {
    task: locking(
      allNames,
      `select ${both} from waiting cross join ${process} p join ${task} t on t.process_id = p.id
  where t.id = $1 for no key update of p, t`,
    ),
    process: locking(
      processNames,
      `select ${selectList(PROCESS, 'p')} from waiting cross join ${process} p where p.id = $1 for no key update of p`,
    ),
    advisoryOfTask: locking(
      ['had'],
      `select ${key('t.process_id::text')} from waiting cross join ${task} t where t.id = $1`,
    ),
    advisoryOfProcess: locking(['had'], `select ${key('$1::text')} from waiting`),
  };
}

/** The same rows, read without a lock. `$1` is the id. */
export function unlockedStatements({ process, task }: TableNames): { task: Statement; process: Statement } {
  return {
    task: statement(`select ${both} from ${process} p join ${task} t on t.process_id = p.id where t.id = $1`),
    process: statement(`select ${selectList(PROCESS, 'p')} from ${process} p where p.id = $1`),
  };
}
