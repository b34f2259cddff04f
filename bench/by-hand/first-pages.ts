import type pg from 'pg';

/** What the first page of each list asks, as one would write it by hand; `$1` is the user where there is one. */
export const FIRST_PAGES = {
  inbox: {
    text: `select t.*, p.* from workflow_task t join workflow_process p on p.id = t.process_id
where t.owner = $1 and t.status in ('ASSIGNED', 'STARTED') and (t.snoozed_until is null or t.snoozed_until <= now())
order by t.id limit 21`,
    values: (user: string) => [user],
  },
  queue: {
    text: `select t.*, p.* from workflow_task t join workflow_process p on p.id = t.process_id
where t.status = 'NEW' and t.permission = 'hello.approve' and t.live and p.status = 'NEW' order by t.id limit 21`,
    values: () => [],
  },
  board: {
    text: `with waiting as (
  select t.id, t.node, t.status, row_number() over (
    partition by t.node order by case when t.status = 'ERROR' then 0 else 1 end, t.id
  ) as place
  from workflow_task t join workflow_process p on p.id = t.process_id
  where p.flow = 'hello' and t.live and t.status <> 'DONE'
), counted as (select node, status, count(*) from waiting group by 1, 2)
select t.*, p.*, (select json_agg(counted) from counted) from waiting w join workflow_task t on t.id = w.id
join workflow_process p on p.id = t.process_id where w.place <= 20 order by w.node, w.place`,
    values: () => [],
  },
  processes: {
    text: `select p.* from workflow_process p where p.flow = 'hello' order by p.id desc limit 21`,
    values: () => [],
  },
} satisfies Record<string, { text: string; values: (user: string) => string[] }>;

/** Reads the first page of a list. */
export async function readByHand(pool: pg.Pool, list: keyof typeof FIRST_PAGES, user: string): Promise<void> {
  const { text, values } = FIRST_PAGES[list];
  await pool.query({ name: `by-hand-${list}`, text, values: values(user) });
}
