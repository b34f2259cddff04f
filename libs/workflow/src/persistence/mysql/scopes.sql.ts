import { SCOPE_DEPTH } from '../../runtime/ports/workflow-store.js';
import { selectList, TASK } from '../columns.js';
import type { TableNames } from '../table-names.js';
import { statement, type Statement } from './statement.js';

/** The scopes from a token outwards, each with whether others live in it. */
export function scopesStatement({ task }: TableNames): Statement {
  return statement(`with recursive scope (depth, id, token) as (
  select 1, s.id, s.token from ${task} s where s.id = :token and s.process_id = :process
  union all
  select scope.depth + 1, s.id, s.token from scope join ${task} s on s.id = scope.token where scope.depth < ${SCOPE_DEPTH}
)
select (
  select 1 from ${task} o where o.process_id = :process and o.live = 1 and o.attached_to is null and o.token = scope.id
    and o.id not in (:except) and o.node not in (:joins) and o.id not in (select nested.id from scope nested)
  limit 1
), ${selectList(TASK, 't')} from scope join ${task} t on t.id = scope.id order by scope.depth`);
}

/**
 * The joins inside these scopes, or outside all; every row begins with whether the process has others. A statement of
 * its own, with the scopes as constants: only then is a fan's join found without reading the fan.
 */
export function joinsStatement({ task }: TableNames, token: 'is null' | 'in (:tokens)'): Statement {
  return statement(`select (
  select 1 from ${task} o where o.process_id = :process and o.live = 1 and o.attached_to is null and o.id not in (:except)
    and (o.node not in (:joins) or not coalesce(o.token ${token}, false))
  limit 1
), ${selectList(TASK, 't')} from (select 1 as one) process left join ${task} t
  on t.process_id = :process and t.live in (0, 1) and t.token ${token} and t.node in (:joins)
order by t.id`);
}
