import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { WorkflowViewset } from 'nestflow';
import { readByHand, type FIRST_PAGES } from '../by-hand/first-pages.js';
import { HelloFlow } from '../flows/hello.flow.js';
import { BenchApplication, benchModule } from '../support/application.js';
import { cloneProcess } from '../support/clone.js';
import { openPool } from '../support/database.js';
import { interleave, millisecondsOf } from '../support/measure.js';
import { Statements } from '../support/statements.js';
import { starter } from './hello.js';
import type { Scenario } from './scenario.js';

const PROCESSES = 100_000;
const USERS = 1_000;
const TIMES = 20;

const LISTS: Readonly<Record<keyof typeof FIRST_PAGES, string>> = {
  inbox: '/workflow/inbox',
  queue: '/workflow/queue',
  board: '/workflow/hello',
  processes: '/workflow/hello/processes',
};

/** What a hundred thousand processes leave behind: many finished, many waiting, many with one of the users, some failed. */
const SPREAD = `with numbered as (
  select id, process_id, row_number() over (order by id) as n from workflow_task where node = 'approve'
), spread as (
  update workflow_task t set
    status = case when n % 20 = 0 then 'ERROR' when n % 5 < 2 then 'NEW' when n % 5 = 2 then 'ASSIGNED' else 'DONE' end,
    live = n % 20 = 0 or n % 5 < 3,
    owner = case when n % 20 = 0 or n % 5 < 2 then null else 'user' || (n / 5) % ${USERS} end,
    finished_at = case when n % 20 <> 0 and n % 5 > 2 then now() end
  from numbered where numbered.id = t.id returning t.process_id, t.status
)
update workflow_process p set status = 'DONE', finished_at = now()
from spread where spread.process_id = p.id and spread.status = 'DONE'`;

/** The first page of each list with many processes and users, over HTTP, beside the same query by hand. */
export const lists: Scenario = async ({ database, rounds }) => {
  const statements = new Statements();
  const application = await NestFactory.create<NestExpressApplication>(
    benchModule(
      database.url,
      [HelloFlow],
      { controllers: WorkflowViewset({ path: 'workflow', flows: [HelloFlow] }) },
      { worker: false, live: false, logger: statements },
    ),
    { logger: ['error', 'warn'] },
  );
  const user = { id: 'user7', permissions: ['hello.approve', 'hello.view', 'hello.manage'] };
  application.use((request: { user?: unknown }, _response: unknown, next: () => void) => {
    request.user = user;
    next();
  });
  await application.listen(0, '127.0.0.1');
  const url = await application.getUrl();
  const pool = openPool(database.url);
  try {
    const { process } = await new BenchApplication(application)
      .flow(HelloFlow)
      .start('start', { text: 'Hello' }, { user: starter });
    await cloneProcess(database.url, process.id, PROCESSES - 1);
    await pool.query(SPREAD);
    await database.tidy();

    const get = async (path: string, accept: string) => {
      const answer = await fetch(`${url}${path}`, { headers: { accept } });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`Expected ${path} to be answered, but: ${text}`);
    };
    const rows = [];
    for (const [list, path] of Object.entries(LISTS) as [keyof typeof LISTS, string][]) {
      const ways: Record<string, () => Promise<void>> = {
        json: () => get(path, 'application/json'),
        page: () => get(path, 'text/html'),
        'by hand': () => readByHand(pool, list, user.id),
      };
      const before = statements.work;
      await get(path, 'text/html');
      const sent = statements.work - before;
      const measured = await interleave(
        Object.entries(ways).map(([name, way]) => ({ name, measure: () => millisecondsOf(way, TIMES) })),
        rounds,
        () => Promise.resolve(),
      );
      const of = (name: string) => measured.get(name) ?? NaN;
      rows.push({
        list,
        'JSON ms': of('json'),
        'page ms': of('page'),
        'query by hand ms': of('by hand'),
        'statements of the page': String(sent),
      });
    }
    return { title: `lists: first pages, ${PROCESSES} processes, ${USERS} users`, rows };
  } finally {
    await application.close();
    await pool.end();
  }
};
