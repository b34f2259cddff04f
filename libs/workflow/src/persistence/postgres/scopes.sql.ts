import { SCOPE_DEPTH } from '../../runtime/ports/workflow-store.js';
import { selectList, TASK } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { statement, type Statement } from './statement.js';

/**
 * Reports on the scopes around a token: `$1` the process, `$2` the token, `$3` ids not to count, `$4` nodes of joins.
 * Every row begins with whether the process has others; scopes have a depth, joins have none.
 */
export function scopesStatement({ task }: TableNames): Statement {
  const columns = selectList(TASK, 't');
  return statement(`with recursive scope (depth, id, token) as (
  select 1, s.id, s.token from ${task} s where s.id = $2::uuid and s.process_id = $1
  union all
  select scope.depth + 1, s.id, s.token from scope join ${task} s on s.id = scope.token where scope.depth < ${SCOPE_DEPTH}
), reported as (
  select scope.depth, exists (
    select from ${task} o where o.process_id = $1 and o.token = scope.id and o.live
      and o.id <> all($3::uuid[]) and o.node <> all($4::varchar[]) and o.id not in (select id from scope)
  ) as others, ${columns} from scope join ${task} t on t.id = scope.id
  union all
  select null, null, ${columns} from scope join ${task} t
    on t.process_id = $1 and t.live in (true, false) and t.node = any($4::varchar[]) and t.token = scope.id
  union all
  select null, null, ${columns} from ${task} t
    where $2::uuid is null and t.process_id = $1 and t.live in (true, false) and t.node = any($4::varchar[]) and t.token is null
)
select elsewhere.others, reported.* from (
  select exists (
    select from ${task} o where o.process_id = $1 and o.live and o.id <> all($3::uuid[])
      and o.id not in (select id from reported)
  ) as others
) elsewhere left join reported on true
order by reported.depth nulls last, reported.id`);
}
