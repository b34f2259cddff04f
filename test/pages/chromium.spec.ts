import type { BrowserContextOptions, Page } from 'playwright-core';
import { WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { inChromium } from '../chart/chromium.js';
import { type HttpApp, startHttpApp, USERS } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { ExpenseFlow } from './support/expense.flow.js';
import { shoot } from './support/shots.js';

onDatabases(['pglite'], 'pages', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['ada'] = ['hello.start', 'expense.approve', 'expense.view'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ExpenseFlow, HelloWorldFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ExpenseFlow, HelloWorldFlow] }),
      providers: [{ provide: World, useValue: { say: async () => undefined } }],
    });
    for (const [index, purpose] of ['Train to Vienna', 'Team lunch', 'Second monitor', 'Conference <b>fee</b>'].entries()) {
      await app.as('ada').post('/workflow/expense/start/file', {
        purpose,
        kind: 'travel',
        spentOn: '2026-01-31',
        people: 2,
        billable: index % 2 === 0,
        account: { holder: 'Ada Lovelace', iban: 'DE02120300000000202051' },
        items: [{ what: 'Ticket', price: 49.9 }],
      });
    }
    for (const text of ['Good morning', 'Lunch is ready']) {
      await app.as('ada').post('/workflow/hello-world/start/start', { text });
    }
    const ds = app.dataSource;
    await ds.query(`update workflow_task set due_at = now() - interval '3 hours' where id = (select min(id::text)::uuid from workflow_task where status = 'NEW')`);
    await ds.query(`update workflow_task set due_at = now() + interval '5 hours' where id = (select max(id::text)::uuid from workflow_task where status = 'NEW' and node = 'approve' and due_at is not null)`);
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  inChromium('in a browser', (browser) => {
    const open = async (user: string, options: BrowserContextOptions = {}): Promise<Page> => {
      const context = await browser().newContext({ extraHTTPHeaders: { 'x-user': user }, locale: 'en', timezoneId: 'Europe/Berlin', viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      page.on('console', (m) => { if (m.type() === 'error') console.log(m.text()); });
      page.on('pageerror', (e) => console.log(e.message));
      return page;
    };

    it('shots', async () => {
      for (const [suffix, options] of [
        ['light', {}],
        ['dark', { colorScheme: 'dark' as const }],
        ['narrow', { viewport: { width: 360, height: 740 }, colorScheme: 'light' as const }],
      ] as const) {
        const page = await open('ada', options);
        const go = async (path: string, name: string) => {
          await page.goto(`${app.url}${path}`);
          await page.waitForLoadState('networkidle');
          await shoot(page, `${name}-${suffix}`);
        };
        await go('/workflow/queue', 'queue');
        await go('/workflow/archive', 'archive');
        await go('/workflow/inbox', 'inbox');
        await go('/workflow/flows', 'flows');
        await go('/workflow/expense', 'board');
        await go('/workflow/expense/processes', 'processes');
        await go('/workflow/expense/start/file', 'start');
        await page.click('main form button.btn-primary');
        await page.waitForSelector('.nf-mistakes');
        await shoot(page, `start-mistakes-${suffix}`);
        await page.goto(`${app.url}/workflow/queue`);
        await page.click('a.nf-task');
        await page.waitForSelector('.nf-columns');
        await shoot(page, `task-new-${suffix}`);
        const take = page.locator('.nf-buttons button.btn-primary');
        if (await take.count()) {
          await take.click();
          await page.waitForSelector('.nf-flash');
          await shoot(page, `task-mine-${suffix}`);
        }
        await page.click('.nf-crumbs li:last-child a');
        await page.waitForSelector('.nf-timeline');
        await shoot(page, `process-${suffix}`);
        await page.goto(`${app.url}/workflow/expense/nothing/here/x`);
        await shoot(page, `error-${suffix}`);
        await page.context().close();
      }
    });
  });
});
