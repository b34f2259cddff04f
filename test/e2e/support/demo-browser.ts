import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { inChromium } from '../../support/chromium.js';
import { onDatabases, type TestDatabase } from '../../support/databases.js';
import { startDemoApp, type DemoApp } from '../../demo/support/demo-app.js';

/** What a story in a browser has at hand. */
export interface DemoBrowser {
  /** The demo that is looked at. */
  app(): DemoApp;
  /** Somebody at a browser of their own, signed in and at their inbox. */
  at(user: string, options?: BrowserContextOptions): Promise<Person>;
}

/** Somebody at a browser. */
export class Person {
  /** What the browser has complained about: errors of scripts, files that are missing, policies that are broken. */
  readonly complaints: string[] = [];

  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  /** Opens an address of the demo. */
  async open(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
  }

  /** The address of the page, without the host. */
  get path(): string {
    return this.page.url().replace(this.url, '');
  }

  /** The button that sends a form there: `/assign`, `/execute`. */
  button(action: string): Locator {
    return this.page.locator(`form[action$="${action}"]`).getByRole('button').first();
  }

  /** Presses it, and waits for the page that comes of it. */
  async press(action: string): Promise<void> {
    await this.turning(() => this.button(action).click());
  }

  /** Does something that another page comes of, and waits for that, whether the browser or a script brings it. */
  async turning(work: () => Promise<unknown>): Promise<void> {
    await this.page.evaluate("document.body.dataset.before = ''");
    await work();
    await this.page.locator('body:not([data-before])').waitFor();
  }

  /** Ticks the answer of a question with several. */
  async choose(field: string, value: string): Promise<void> {
    await this.page.locator(`input[name="f.${field}"][value="${value}"]`).check();
  }

  /** What the page says. */
  text(): Promise<string> {
    return this.page.locator('main').innerText();
  }
}

/** Tells stories of people at the demo, each at a browser of their own, on an embedded database. */
export function inDemo(title: string, { seed }: { seed: boolean }, tell: (demo: DemoBrowser) => void): void {
  inChromium(title, (browser) => {
    onDatabases(['pglite'], 'the demo', (database) => {
      let db: TestDatabase;
      let app: DemoApp | undefined;
      const contexts: BrowserContext[] = [];
      const running = (): DemoApp => {
        if (!app) throw new TypeError('Expected the demo to run, but it has not started');
        return app;
      };

      beforeAll(async () => {
        db = await database.create();
        app = await startDemoApp(db, { seed });
      });
      afterEach(async () => {
        await Promise.all(contexts.splice(0).map((context) => context.close()));
      });
      afterAll(async () => {
        await app?.close();
        await db.drop();
      });

      tell({
        app: running,
        async at(user, options = {}) {
          const context = await browser().newContext({ locale: 'en-GB', ...options });
          context.setDefaultTimeout(30_000);
          contexts.push(context);
          const person = new Person(await context.newPage(), running().url);
          await person.open('/login?return=/workflow/inbox');
          await person.page.locator(`form:has(input[value="${user}"]) button`).click();
          await person.page.waitForURL('**/workflow/inbox');
          return person;
        },
      });
    });
  });
}
