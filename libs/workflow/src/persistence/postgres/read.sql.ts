import { LINK, PROCESS, selectList, TASK } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { statement, type Statement } from './statement.js';

const tasks = selectList(TASK, 't');

/** The statements that only read, by the name of the store's method they answer. */
export type ReadStatements = Readonly<Record<keyof ReturnType<typeof readStatements>, Statement>>;

export function readStatements({ process, task, link }: TableNames) {
  const anyLive = (token: string) =>
    statement(`select exists (select from ${task} t where t.process_id = $1 and t.live and t.token ${token}
  and t.attached_to is null and t.id <> all($2::uuid[]) and t.node <> all($3::varchar[]))`);
  return {
    flowOfTask: statement(
      `select p.flow from ${process} p join ${task} t on t.process_id = p.id where t.id = $1`,
    ),
    flowOfProcess: statement(`select p.flow from ${process} p where p.id = $1`),
    findByBusinessKey: statement(
      `select ${selectList(PROCESS, 'p')} from ${process} p where p.flow = $1 and p.business_key = $2`,
    ),
    anyLiveOutside: anyLive('is null'),
    anyLiveInside: anyLive('= $4'),
    anyDone: statement(
      `select exists (select from ${task} t where t.process_id = $1 and t.node = any($2::varchar[]) and t.status = 'DONE')`,
    ),
    liveTasks: statement(`select ${tasks} from ${task} t where t.process_id = $1 and t.live order by t.id`),
    liveTasksInside: statement(`with recursive inside (id) as (
  select t.id from ${task} t where t.process_id = $1 and t.token = $2 and t.live
  union
  select t.id from inside join ${task} t on t.process_id = $1 and t.token = inside.id and t.live
)
select ${tasks} from inside join ${task} t on t.id = inside.id order by t.id`),
    tasks: statement(`select ${tasks} from ${task} t where t.id = any($1::uuid[]) order by t.id`),
    firstTask: statement(`select ${tasks} from ${task} t where t.process_id = $1 order by t.id limit 1`),
    previousOf: statement(
      `select ${selectList(LINK, 'l')} from ${link} l where l.task_id = any($1::uuid[]) order by l.task_id, l.previous_id`,
    ),
    hasActiveFollower: statement(
      `select exists (select from ${link} l join ${task} t on t.id = l.task_id
  where l.previous_id = $1 and t.status not in ('CANCELED', 'REVIVED'))`,
    ),
    // A path ends at its first match. Rows are met once each, whatever loops and diamonds lead to them.
    nearestOnPath: statement(`with recursive path (id) as (
  select start.id from unnest($1::uuid[]) as start (id)
  union
  select l.previous_id from path
    join ${task} t on t.id = path.id and t.node <> all($2::varchar[])
    join ${link} l on l.task_id = path.id
)
select ${tasks} from path join ${task} t on t.id = path.id and t.node = any($2::varchar[])
order by t.finished_at desc nulls last, t.id desc limit 1`),
  } satisfies Record<string, Statement>;
}
