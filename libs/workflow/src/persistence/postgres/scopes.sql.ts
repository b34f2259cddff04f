import { SCOPE_DEPTH } from '../../runtime/ports/workflow-store.js';
import { selectList, TASK } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { statement, type Statement } from './statement.js';

/**
 * Report on what lives around a task: `$1` the process, `$2` ids not to count, `$3` nodes of joins; inside splits `$4`
 * is the token. Every row begins with whether the process has others; scopes have a depth, joins have none.
 *
 * A fan of N asks this N times, so no plan may read the N rows: subqueries with a limit or an offset stay lookups in
 * the index over process, live, token and node, whatever the planner guesses of the numbers. Nor may it plan anew each
 * time, which takes longer than to answer: behind `array(…)` it cannot count the nodes, and keeps one plan for all.
 */
export function scopesStatements({ task }: TableNames): Record<'inside' | 'outside' | 'joinless', Statement> {
  const columns = selectList(TASK, 't');
  const joinsOf = (
    places: string,
    token: string,
  ) => `select null::int as depth, null::boolean as others, joins.*
  from ${places} (values (true), (false)) as state (live) cross join unnest(array(select unnest($3::varchar[]))) as joining (node)
    cross join lateral (
      select ${columns} from ${task} t
      where t.process_id = $1 and t.live = state.live and t.token ${token} and t.node = joining.node offset 0
    ) joins`;
  const report = `select coalesce((
    select true from ${task} o where o.process_id = $1 and o.live and o.attached_to is null and o.id <> all($2::uuid[])
      and o.id not in (select id from reported)
    order by o.token limit 1
  ), false), reported.*
from (select) as process left join reported on true
order by reported.depth nulls last, reported.id`;
  return {
    /** Where a flow has no joins there is nothing to report but others. */
    joinless: statement(`select coalesce((
  select true from ${task} o where o.process_id = $1 and o.live and o.attached_to is null and o.id <> all($2::uuid[])
  order by o.token limit 1
), false), null, null, null`),
    outside: statement(`with reported as (
  ${joinsOf('', 'is null')}
)
${report}`),
    inside: statement(`with recursive scope (depth, id, token) as (
  select 1, s.id, s.token from ${task} s where s.id = $4 and s.process_id = $1
  union all
  select scope.depth + 1, s.id, s.token from scope join ${task} s on s.id = scope.token where scope.depth < ${SCOPE_DEPTH}
), reported as (
  select scope.depth, coalesce((
    select true from ${task} o where o.process_id = $1 and o.token = scope.id and o.live and o.attached_to is null
      and o.id <> all($2::uuid[]) and o.node <> all($3::varchar[]) and o.id not in (select id from scope)
    order by o.node limit 1
  ), false) as others, splits.*
  from scope cross join lateral (select ${columns} from ${task} t where t.id = scope.id limit 1) splits
  union all
  ${joinsOf('scope cross join', '= scope.id')}
)
${report}`),
  };
}
