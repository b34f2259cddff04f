import { PROCESS } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { command, statement, type Statement } from './statement.js';

/** Inserts a process unless its flow has one with its business key; waits for whoever is inserting one. */
export function claimStatement({ process }: TableNames): Statement {
  const { names } = PROCESS;
  return command(
    `insert into ${process} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})
on conflict (flow, business_key) do nothing`,
  );
}

/** Takes tasks that are due: `$1` now, `$2` the end of the lease, `$3` the lines and `$4` how many of each. */
export function claimDueStatement({ process, task }: TableNames): Statement {
  return statement(`with due as materialized (
  select standing.id, standing.scheduled_at from unnest($3::varchar[], $4::int[]) as line (name, free)
  cross join lateral (
    select id, scheduled_at from ${task}
    where queue = line.name and scheduled_at <= $1 and status in ('SCHEDULED', 'STARTED')
    order by scheduled_at limit line.free for update skip locked
  ) standing
), taken as (
  update ${task} t set scheduled_at = $2 from due where t.id = due.id
  returning t.id, t.node, t.queue, t.attempts, t.process_id
)
select taken.id, p.flow, taken.node, taken.queue, taken.attempts
from taken join due on due.id = taken.id join ${process} p on p.id = taken.process_id
order by due.scheduled_at, taken.id`);
}

/**
 * Puts off leases: `$1` the tasks and `$2` which attempts at them, `$3` the new end. Answers the attempts that are over.
 * Rows are not waited for: whoever holds one may be ending the attempt, and may want another of these rows.
 */
export function renewLeasesStatement({ task }: TableNames): Statement {
  return statement(`with attempt as materialized (
  select * from unnest($1::uuid[], $2::int[]) as attempt (id, number)
), free as materialized (
  select t.id from ${task} t join attempt on attempt.id = t.id
  where t.status = 'STARTED' and t.attempts = attempt.number for no key update of t skip locked
), renewed as (
  update ${task} t set scheduled_at = $3 from free where t.id = free.id
)
select attempt.id, attempt.number, t.status from attempt left join ${task} t on t.id = attempt.id
where t.id is null or t.attempts > attempt.number or (t.attempts = attempt.number and t.status <> 'STARTED')`);
}
