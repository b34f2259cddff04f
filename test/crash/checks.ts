import type pg from 'pg';
import { EXPECTED } from './flows.js';

/** How many processes there must be of each flow. */
export type Sizes = Readonly<Record<keyof typeof EXPECTED, number>>;

/** What is wrong with what is stored, a sentence each; empty when nothing was lost and nothing done twice. */
export async function mistakesIn(client: pg.Client, sizes: Sizes): Promise<string[]> {
  const mistakes: string[] = [];
  const expect = (what: string, actual: unknown, expected: unknown) => {
    const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (is !== should) mistakes.push(`Expected ${what} to be ${should}, but it is ${is}.`);
  };
  const rows = async (sql: string, values: unknown[] = []) =>
    (await client.query<Record<string, unknown>>(sql, values)).rows;

  for (const [flow, { nodes, jobs }] of Object.entries(EXPECTED)) {
    const count = sizes[flow as keyof Sizes];
    expect(
      `the processes of ${flow} by status`,
      await rows('select status, count(*)::int from workflow_process where flow = $1 group by status', [
        flow,
      ]),
      count === 0 ? [] : [{ status: 'DONE', count }],
    );
    expect(
      `the tasks of ${flow}`,
      await rows(
        `select t.node, t.status, count(*)::int, count(distinct t.process_id)::int as processes
from workflow_task t join workflow_process p on p.id = t.process_id where p.flow = $1 group by 1, 2 order by 1`,
        [flow],
      ),
      count === 0 ? [] : nodes.map((node) => ({ node, status: 'DONE', count, processes: count })),
    );
    for (const node of jobs) {
      const effects = await rows(
        `select count(distinct e.process_id)::int as processes from crash_effect e
join workflow_process p on p.id = e.process_id where p.flow = $1 and e.node = $2`,
        [flow, node],
      );
      expect(`the processes of ${flow} in which '${node}' had its effect`, effects, [{ processes: count }]);
    }
  }
  const once = (type: string, by: string) =>
    rows(
      `select count(*)::int from (select 1 from workflow_event where type = $1 group by ${by} having count(*) > 1) twice`,
      [type],
    );
  expect('tasks finished twice', await once('task.finished', 'task_id'), [{ count: 0 }]);
  expect('processes finished twice', await once('process.finished', 'process_id'), [{ count: 0 }]);
  expect('children told of twice', await once('child.ended', 'process_id'), [{ count: 0 }]);
  expect(
    'tasks that are done and were not finished, or the other way round',
    await rows(
      `select count(*)::int from workflow_task t full join (select task_id from workflow_event where type = 'task.finished') e on e.task_id = t.id
where t.status is distinct from 'DONE' or e.task_id is null`,
    ),
    [{ count: 0 }],
  );
  expect(
    'parents without exactly one child',
    await rows(
      `select count(*)::int from workflow_task t where t.node = 'call'
and (select count(*) from workflow_process c where c.parent_task_id = t.id) <> 1`,
    ),
    [{ count: 0 }],
  );
  expect(
    'deliveries that have not arrived',
    await rows('select count(*)::int from workflow_event where delivered_at is null'),
    [{ count: 0 }],
  );
  return mistakes;
}
