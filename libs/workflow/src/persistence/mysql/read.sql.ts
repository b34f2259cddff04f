import { LINK, PROCESS, selectList, TASK } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { joinsStatement, scopesStatement } from './scopes.sql.js';
import { statement, type Statement } from './statement.js';

/** How many steps back a path is followed; databases stop at 1000 unless they are told. */
const PATH_DEPTH = 100_000;

const tasks = selectList(TASK, 't');

/** Every statement of the store but writes and locks, as one DataSource names the tables. */
export type MysqlStatements = ReturnType<typeof mysqlStatements>;

export function mysqlStatements(names: TableNames) {
  const { process, task, link } = names;
  const anyLive = (token: string) =>
    statement(`select exists (select 1 from ${task} t where t.process_id = :process and t.live and t.token ${token}
  and t.attached_to is null and t.id not in (:except) and t.node not in (:exceptNodes))`);
  return {
    names,
    flowOfTask: statement(
      `select p.flow from ${process} p join ${task} t on t.process_id = p.id where t.id = :id`,
    ),
    flowOfProcess: statement(`select p.flow from ${process} p where p.id = :id`),
    due: statement(`select id, process_id, node, queue, attempts, scheduled_at from ${task}
  where queue = :line and scheduled_at <= :now and status in ('SCHEDULED', 'STARTED')
  order by scheduled_at, id limit :limit for update skip locked`),
    takeDue: statement(`update ${task} set scheduled_at = :leaseUntil where id in (:ids)`),
    underWay: statement(`select id, status, attempts from ${task} where id in (:ids) for update skip locked`),
    flowsOf: statement(`select id, flow from ${process} where id in (:ids)`),
    process: statement(`select ${selectList(PROCESS, 'p')} from ${process} p where p.id = :id`),
    processOfTask: statement(
      `select ${selectList(PROCESS, 'p')} from ${process} p
where p.id = (select t.process_id from ${task} t where t.id = :id)`,
    ),
    findByBusinessKey: statement(
      `select ${selectList(PROCESS, 'p')} from ${process} p where p.flow = :flow and p.business_key = :key`,
    ),
    scopes: scopesStatement(names),
    joinsOutside: joinsStatement(names, 'is null'),
    joinsInside: joinsStatement(names, 'in (:tokens)'),
    anyLiveOutside: anyLive('is null'),
    anyLiveInside: anyLive('= :token'),
    anyDone: statement(
      `select exists (select 1 from ${task} t where t.process_id = :process and t.node in (:nodes) and t.status = 'DONE')`,
    ),
    liveTasks: statement(
      `select ${tasks} from ${task} t where t.process_id = :process and t.live order by t.id`,
    ),
    liveTasksInside: statement(`with recursive inside (id) as (
  select t.id from ${task} t where t.process_id = :process and t.token = :scope and t.live
  union
  select t.id from inside join ${task} t on t.process_id = :process and t.token = inside.id and t.live
)
select ${tasks} from inside join ${task} t on t.id = inside.id order by t.id`),
    tasks: statement(`select ${tasks} from ${task} t where t.id in (:ids) order by t.id`),
    firstTask: statement(
      `select ${tasks} from ${task} t where t.process_id = :process order by t.id limit 1`,
    ),
    previousOf: statement(
      `select ${selectList(LINK, 'l')} from ${link} l where l.task_id in (:ids) order by l.task_id, l.previous_id`,
    ),
    hasActiveFollower: statement(
      `select exists (select 1 from ${link} l join ${task} t on t.id = l.task_id
  where l.previous_id = :id and t.status not in ('CANCELED', 'REVIVED'))`,
    ),
    nearestOnPath: nearestOnPath(names),
  };
}

/** Rows are met once each, whatever loops and diamonds lead to them; a path ends at its first match. */
function nearestOnPath({ task, link }: TableNames): { mariadb: Statement; mysql: Statement } {
  const path = (hint: string) => `with recursive path (id) as (
  select t.id from ${task} t where t.id in (:ids)
  union
  select l.previous_id from path
    join ${task} t on t.id = path.id and t.node not in (:nodes)
    join ${link} l on l.task_id = path.id
)
select ${hint} ${tasks} from path join ${task} t on t.id = path.id and t.node in (:nodes)
order by t.finished_at is null, t.finished_at desc, t.id desc limit 1`;
  return {
    mariadb: statement(`set statement max_recursive_iterations = ${PATH_DEPTH} for ${path('')}`),
    mysql: statement(path(`/*+ set_var(cte_max_recursion_depth = ${PATH_DEPTH}) */`)),
  };
}
