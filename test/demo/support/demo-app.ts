import type { Type } from '@nestjs/common';
import { withWorkflow } from 'nestflow';
import { DataSource } from 'typeorm';
import { createApp } from '../../../apps/demo/src/create-app.js';
import { Browsing, hidden, type Seen } from '../../pages/support/browsing.js';
import type { Answer } from '../../http/support/http-app.js';
import type { TestDatabase } from '../../support/databases.js';

/** The demo, listening on a port of its own. */
export interface DemoApp {
  readonly url: string;
  /** Signs a user in and answers what sends requests as them. */
  signIn(user: string): Promise<DemoClient>;
  /** Signs a user in at a browser without scripts. */
  browse(user: string): Promise<Browsing>;
  /** A provider of it. */
  get<Provider>(type: Type<Provider>): Provider;
  close(): Promise<void>;
}

/** Sends JSON requests as one user. */
export interface DemoClient {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
}

/** Starts the demo on a database, without its seed unless asked for. */
export async function startDemoApp(database: TestDatabase, { seed = false } = {}): Promise<DemoApp> {
  process.env['SESSION_SECRET'] = 'of the tests';
  process.env['NESTFLOW_DEMO_SEED'] = String(seed);
  const app = await createApp(withWorkflow(database.options), { logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    url,
    async signIn(user) {
      const answer = await send(url, 'POST', '/login', { username: user, password: user });
      const cookie = answer.headers.getSetCookie().map((one) => one.split(';', 1)[0]);
      return {
        get: (path) => send(url, 'GET', path, undefined, cookie.join('; ')),
        post: (path, body) => send(url, 'POST', path, body, cookie.join('; ')),
      };
    },
    async browse(user) {
      const browser = new Browsing(url, undefined);
      await browser.post('/login', fieldsOf(await browser.get('/login'), user));
      return browser;
    },
    get: (type) => app.get(type),
    async close() {
      // PGlite has one session, kept for the next application, whose client does not know what is prepared in it.
      if (database.options.type === 'postgres') await app.get(DataSource).query('deallocate all');
      await app.close();
    },
  };
}

/** What the sign-in page's button of this user sends. */
export function fieldsOf(page: Seen, user: string): Record<string, string> {
  const form = page.html.match(/<form[^]*?<\/form>/g)?.find((one) => one.includes(`value="${user}"`)) ?? '';
  return hidden(form);
}

async function send(url: string, method: string, path: string, body?: unknown, cookie = ''): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      cookie,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}
