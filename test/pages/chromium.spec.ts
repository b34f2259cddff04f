import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { inChromium } from '../support/chromium.js';
import { type HttpApp, startHttpApp, USERS } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { ExpenseFlow } from './support/expense.flow.js';
import { until } from '../support/until.js';
import { shoot } from './support/shots.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What axe looks at: in the dark only the colours are others. */
const RULES = {
  light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};
const START = '/workflow/expense/start/file';

onDatabases(['pglite'], 'pages', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['ada'] = ['hello.start', 'hello.approve', 'expense.approve', 'expense.view', 'expense.manage'];
    USERS['eve'] = ['expense.approve'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ExpenseFlow, HelloWorldFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ExpenseFlow, HelloWorldFlow] }),
      providers: [{ provide: World, useValue: { say: async () => undefined } }],
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const claim = async (purpose: string): Promise<{ process: string; task: string }> => {
    const { body } = await app.as('ada').post(START, {
      purpose,
      kind: 'travel',
      spentOn: '2026-01-31',
      people: 2,
      billable: true,
      account: { holder: 'Ada Lovelace', iban: 'DE02120300000000202051' },
      items: [{ what: 'Ticket', price: 49.9 }],
    });
    return { process: body.process.url, task: body.next[0].url };
  };

  inChromium('in a browser', (browser) => {
    let page: Page;
    const complaints: string[] = [];

    const open = async (user: string, options: BrowserContextOptions = {}): Promise<Page> => {
      const context = await browser().newContext({
        extraHTTPHeaders: { 'x-user': user },
        baseURL: app.url,
        locale: 'en',
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
        ...options,
      });
      page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        const expected = /status of 4\d\d/.test(message.text());
        if (message.type() === 'error' && !expected) complaints.push(message.text());
      });
      return page;
    };
    afterEach(async () => {
      await page.context().close();
      expect(complaints).toEqual([]);
    });

    const everyPage = async (): Promise<string[]> => {
      const { process, task } = await claim('Train to Vienna');
      const mine = await claim('Second monitor');
      const gone = await claim('Team lunch');
      await app.as('ada').post(`${mine.task}/assign`);
      await app.as('ada').post(`${gone.task}/assign`);
      await app.as('ada').post(`${gone.task}/execute`, { approved: false });
      return [
        '/workflow/inbox',
        '/workflow/inbox?snoozed=true',
        '/workflow/inbox?delegated=true',
        '/workflow/queue',
        '/workflow/queue?q=nothing-like-this',
        '/workflow/archive',
        '/workflow/flows',
        '/workflow/expense',
        '/workflow/expense/processes',
        '/workflow/expense/tasks',
        START,
        process,
        `${process}/events`,
        task,
        mine.task,
        gone.task,
        '/workflow/nowhere/at/all/x',
      ];
    };

    it.each(['light', 'dark'] as const)('axe finds nothing on any page (%s)', async (colorScheme) => {
      const paths = await everyPage();
      await open('ada', { colorScheme });
      const found: string[] = [];
      const check = async (name: string) => {
        await page.evaluate(AXE); // by the browser's own hand, which no policy binds
        const violations = await page.evaluate(async (runOnly) => {
          const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
          const { violations: all } = await axe.run({ resultTypes: ['violations'], runOnly });
          return all.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 150)).join(' | ')}`,
          );
        }, RULES[colorScheme]);
        found.push(...violations.map((violation) => `${name} ${violation}`));
      };
      for (const [index, path] of paths.entries()) {
        await page.goto(path);
        await check(path);
        await shoot(page, `${colorScheme}-${index}`);
      }
      await page.goto(START);
      await page.click('main form .btn-primary');
      await page.waitForSelector('.nf-mistakes');
      await check('mistakes');
      await page.goto(paths[13] ?? '');
      await page.evaluate(() => {
        const { document } = globalThis as unknown as {
          document: { querySelectorAll(selector: string): Iterable<{ open: boolean }> };
        };
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await check('all unfolded');
      await shoot(page, `${colorScheme}-unfolded`);
      expect(found).toEqual([]);
    });

    it('of a question nobody has answered no answer looks chosen', async () => {
      await open('ada');
      await page.goto(START);
      const [first, second] = await page.getByRole('radio').all();
      const colour = (radio = first) =>
        radio?.evaluate((input) => {
          const { getComputedStyle } = globalThis as unknown as {
            getComputedStyle(element: unknown): { backgroundColor: string };
          };
          return getComputedStyle(input).backgroundColor;
        });
      const before = await colour();
      await first?.check();
      await until(colour, (after) => after !== before);
      expect(await colour(second)).toBe(before);
    });

    it('fits into 360 pixels', async () => {
      const paths = await everyPage();
      await open('ada', { viewport: { width: 360, height: 740 } });
      const wide: string[] = [];
      for (const [index, path] of paths.entries()) {
        await page.goto(path);
        const width = await page.evaluate(() => {
          const { document } = globalThis as unknown as {
            document: { documentElement: { scrollWidth: number } };
          };
          return document.documentElement.scrollWidth;
        });
        if (width > 360) wide.push(`${path}: ${width}`);
        await shoot(page, `narrow-${index}`);
      }
      expect(wide).toEqual([]);
    });

    it('B24 what is typed is kept without a word, and there after a reload', async () => {
      const { task } = await claim('Draft');
      await app.as('ada').post(`${task}/assign`);
      await open('ada');
      await page.goto(task);
      await page.fill('#f-note', 'Half a thought');
      await page.waitForSelector('[data-nf-draft-state]:not(:empty)');
      expect(await page.textContent('[data-nf-draft-state]')).toBe('The draft is saved.');
      await page.reload();
      expect(await page.inputValue('#f-note')).toBe('Half a thought');
      await page.check('#f-approved-false');
      await page.click('[data-nf-complete]');
      await page.waitForURL('**/workflow/inbox');
      expect(await page.textContent('[data-nf-flash]')).toContain('“Approve claim” is completed.');
    });

    it('what was done stays said when the page follows what others do', async () => {
      const { task } = await claim('Followed');
      await app.as('ada').post(`${task}/assign`);
      await open('ada');
      await page.goto(task);
      await page.check('#f-approved-false');
      await page.click('[data-nf-complete]');
      await page.waitForURL('**/workflow/inbox');
      const title = () => page.textContent('h1');
      const count = () => page.textContent('[data-nf-count="queue"]');
      const before = [await title(), await count()];
      await claim('Another');
      await until(count, (now) => now !== before[1]);
      expect(await page.textContent('[data-nf-flash]')).toContain('“Approve claim” is completed.');
      expect(await title()).toBe(before[0]);
    });

    it('B76 several tasks are taken at once, and it is told which somebody else has got', async () => {
      await claim('Mine one');
      const { task } = await claim('Snatched');
      await open('eve');
      // She has not been told yet: otherwise the task would be gone from her page.
      await page.route(
        ({ pathname }) => pathname.endsWith('/live'),
        (route) => route.fulfill({ status: 204 }),
      );
      await page.goto('/workflow/queue?sort=-createdAt');
      expect(await page.isDisabled('[data-nf-bulk]')).toBe(true);
      const rows = page.locator('[data-nf-row]', { hasText: /Snatched|Mine one/ });
      for (const row of await rows.all()) await row.locator('[data-nf-tick]').check();
      await app.as('ada').post(`${task}/assign`);
      await page.click('[data-nf-bulk]');
      await page.waitForSelector('[data-nf-flash]');
      const told = await page.textContent('[data-nf-flash]');
      expect(told).toContain('1 of 2 tasks is yours.');
      expect(told).toContain('Approve “Snatched”: somebody else was faster.');
      await shoot(page, 'bulk');
    });

    it('works without scripts, from the start to the archive', async () => {
      await open('ada', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
      await page.goto('/workflow/flows');
      await page.click('text=New message');
      await page.click('main form .btn-primary >> nth=-1');
      expect(await page.textContent('.nf-mistakes')).toContain('Please fill this in.');
      await page.fill('#f-text', 'No scripts');
      await page.click('main form .btn-primary >> nth=-1');
      await page.click('.nf-menu a[data-nf-menu=queue]');
      await page.click('text=No scripts');
      await page.click('main button:text-is("Take")');
      await page.check('#f-approved-true');
      await page.click('[data-nf-complete]');
      await page.click('.nf-menu a[data-nf-menu=archive]');
      expect(await page.textContent('main')).toContain('No scripts');
      await page.click('summary[aria-label=Colours]');
      await page.click('button[value=dark]');
      expect(await page.getAttribute('html', 'data-bs-theme')).toBe('dark');
    });

    it('has the colours of the system, until the reader chooses others', async () => {
      await open('ada', { colorScheme: 'dark' });
      await page.goto('/workflow/inbox');
      expect(await page.getAttribute('html', 'data-bs-theme')).toBe('dark');
      await page.click('summary[aria-label=Colours]');
      await page.click('button[value=light]');
      await page.waitForURL('**/workflow/inbox');
      expect(await page.getAttribute('html', 'data-bs-theme')).toBe('light');
      await page.click('.nf-menu a[data-nf-menu=queue]');
      await page.waitForURL('**/workflow/queue');
      expect(await page.getAttribute('html', 'data-bs-theme')).toBe('light');
    });

    it('tells times in the reader’s zone', async () => {
      const { process } = await claim('Zone');
      const stored = (await app.as('ada').get(process)).body.createdAt as string;
      const expected = new Intl.DateTimeFormat('en', {
        hour: '2-digit',
        minute: '2-digit',
        timeZone: 'Europe/Berlin',
      });
      await open('ada');
      await page.goto(process);
      expect(await page.textContent('.nf-head time')).toContain(expected.format(new Date(stored)));
      await page.reload();
      expect(await page.textContent('.nf-head time')).toContain(expected.format(new Date(stored)));
      expect(await page.textContent('.nf-head time')).not.toContain('UTC');
    });
  });
});

interface AxeResults {
  readonly violations: readonly { id: string; nodes: readonly { html: string }[] }[];
}
