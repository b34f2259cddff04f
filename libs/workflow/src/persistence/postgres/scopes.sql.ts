import { SCOPE_DEPTH } from '../../runtime/ports/workflow-store.js';
import { selectList, TASK } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { statement, type Statement } from './statement.js';

/**
 * Reports on the scopes around a token: `$1` the process, `$2` the token, `$3` ids not to count, `$4` nodes of joins.
 * Every row begins with whether the process has others; scopes have a depth, joins have none.
 *
 * A fan of N asks this N times, so no plan may read the N rows: subqueries with a limit or an offset stay lookups in
 * the index over process, live, token and node, whatever the planner guesses of the numbers.
 */
export function scopesStatement({ task }: TableNames): Statement {
  const columns = selectList(TASK, 't');
  const joinsOf = (places: string, token: string) => `select null, null, joins.* from ${places}
    cross join (values (true), (false)) as state (live) cross join unnest($4::varchar[]) as joining (node)
    cross join lateral (
      select ${columns} from ${task} t
      where t.process_id = $1 and t.live = state.live and t.token ${token} and t.node = joining.node offset 0
    ) joins`;
  return statement(`with recursive scope (depth, id, token) as (
  select 1, s.id, s.token from ${task} s where s.id = $2::uuid and s.process_id = $1
  union all
  select scope.depth + 1, s.id, s.token from scope join ${task} s on s.id = scope.token where scope.depth < ${SCOPE_DEPTH}
), reported as (
  select scope.depth, coalesce((
    select true from ${task} o where o.process_id = $1 and o.token = scope.id and o.live
      and o.id <> all($3::uuid[]) and o.node <> all($4::varchar[]) and o.id not in (select id from scope)
    order by o.node limit 1
  ), false) as others, splits.*
  from scope cross join lateral (select ${columns} from ${task} t where t.id = scope.id limit 1) splits
  union all
  ${joinsOf('scope', '= scope.id')}
  union all
  ${joinsOf('(select where $2::uuid is null) as outside', 'is null')}
)
select elsewhere.others, reported.* from (
  select coalesce((
    select true from ${task} o where o.process_id = $1 and o.live and o.id <> all($3::uuid[])
      and o.id not in (select id from reported)
    order by o.token limit 1
  ), false) as others
) elsewhere left join reported on true
order by reported.depth nulls last, reported.id`);
}
