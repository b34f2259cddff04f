import { WorkflowViewset } from 'nestflow';
import { FakeClock } from 'nestflow/testing';
import { type HttpApp, startHttpApp, USERS } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, formOf, hidden, text } from './support/browsing.js';
import { ExpenseFlow } from './support/expense.flow.js';

const HOSTILE = `"><img src=x onerror=alert(1)><script>alert('{{ page.csrf }}')</script>`;
const START = '/workflow/expense/start/file';

onDatabases(['pglite'], 'pages and those who mean harm', (database) => {
  const clock = new FakeClock();
  let db: TestDatabase;
  let app: HttpApp;
  let ada: Browsing;

  beforeAll(async () => {
    USERS['ada'] = ['expense.approve', 'expense.view', 'expense.manage'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ExpenseFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ExpenseFlow] }),
      pages: { signIn: '/login' },
      clock,
    });
    ada = new Browsing(app.url, 'ada');
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const claim = async (purpose: string) => {
    const { body } = await app.as('ada').post(START, {
      purpose,
      kind: 'travel',
      spentOn: '2026-01-31',
      people: 1,
      billable: true,
      account: { holder: 'Ada', iban: 'DE02120300000000202051' },
      items: [{ what: 'Ticket', price: 1 }],
      remarks: HOSTILE,
    });
    return body as { process: { url: string }; next: { url: string; id: string }[] };
  };

  it('B78 every text a user typed is escaped, on every page', async () => {
    const { process, next } = await claim(`Trip ${HOSTILE}`);
    const url = next[0]?.url ?? '';
    const pages = [
      await ada.get('/workflow/queue'),
      await ada.get('/workflow/expense'),
      await ada.get('/workflow/expense/processes'),
      await ada.get('/workflow/expense/tasks'),
      await ada.get(process.url),
      await ada.get(url),
      await ada.get(`/workflow/queue?q=${encodeURIComponent(HOSTILE)}`),
      await ada.get(`/workflow/expense/${encodeURIComponent(HOSTILE)}`),
      await ada.follow(await ada.submit(await ada.get(url), `${url}/assign`)),
      await ada.submit(await ada.get(url), `${url}/execute`, { 'f.note': HOSTILE }),
    ];
    const shown = pages.map(({ html }) => html.includes('&lt;script&gt;alert(&#39;{{ page.csrf }}'));
    expect(shown).toEqual(pages.map(() => true));
    pages.push(await ada.get(`${process.url}/events`), await ada.get('/workflow/inbox'));
    expect(pages.flatMap(({ html }) => html.match(/<img src=x|<script>alert/g) ?? [])).toEqual([]);
  });

  it('no page holds a script, a style or a handler of its own, and its policy allows none', async () => {
    const { process, next } = await claim('Policy');
    for (const path of [
      '/workflow/inbox',
      '/workflow/queue',
      '/workflow/flows',
      '/workflow/expense',
      process.url,
      next[0]?.url ?? '',
      START,
      '/workflow/nowhere',
    ]) {
      const { html, headers } = await ada.get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect([path, policy]).toEqual([
        path,
        expect.stringContaining("default-src 'none'; script-src 'self';"),
      ]);
      expect(policy).not.toContain('unsafe');
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get('cache-control')).toBe('private, no-store');
      // Between the quotes of attributes anything may stand.
      const tags = (html.match(/<[a-z][^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));
      expect(tags.filter((tag) => /<style|\sstyle=|\son[a-z]+=/.test(tag))).toEqual([]);
      expect(html.match(/(href|src|action)="(?!\/|#)[^"]*"/g) ?? []).toEqual([]);
      const scripts = [...html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)];
      expect(scripts.filter(([, at, code]) => !at?.includes('src=') || code !== '')).toEqual([]);
    }
  });

  it('a form without the token, or with that of somebody else, changes nothing', async () => {
    const { next } = await claim('Forged');
    const url = next[0]?.url ?? '';
    const before = await app.stored();
    const theirs = hidden(formOf((await new Browsing(app.url, 'admin').get(url)).html, `${url}/assign`));
    for (const fields of [{}, { csrf: '' }, { csrf: 'a.b.c' }, theirs]) {
      const answer = await ada.post(`${url}/assign`, fields);
      expect(answer.status).toBe(403);
      expect(text(answer.html)).toContain('You may not do this');
    }
    const mine = hidden(formOf((await ada.get(url)).html, `${url}/assign`));
    expect((await ada.post(`${url}/assign`, mine, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(await app.stored()).toBe(before);
    expect((await ada.post(`${url}/assign`, mine)).status).toBe(303);
  });

  it('a page that was open for very long shows its form again, with what was filled in, and acts on nothing', async () => {
    const form = await ada.get(START);
    const before = await app.stored();
    clock.advance('8d');
    const again = await ada.submit(form, START, { 'f.purpose': 'Very old' });
    expect(again.status).toBe(422);
    expect(text(again.html)).toContain('This page was open for very long');
    expect(again.html).toContain('value="Very old"');
    expect(await app.stored()).toBe(before);
    const complaints = text((await ada.submit(again, START, { 'f.purpose': 'Very old' })).html);
    expect(complaints).not.toContain('open for very long');
  });

  it('a form that is sent twice acts once, and leads to the same place', async () => {
    const { next } = await claim('Twice');
    const url = next[0]?.url ?? '';
    const fields = hidden(formOf((await ada.get(url)).html, `${url}/assign`));
    const answers = [await ada.post(`${url}/assign`, fields), await ada.post(`${url}/assign`, fields)];
    expect(answers.map(({ status, location }) => [status, location])).toEqual([
      [303, url],
      [303, url],
    ]);
  });

  it('B78 leads nowhere but on this host', async () => {
    for (const [address, leads] of [
      ['/workflow/queue?q=1', true],
      ['https://evil.example/', false],
      ['//evil.example/', false],
      ['/\\evil.example/', false],
      ['/\t/evil.example/', false],
      ['javascript:alert(1)', false],
    ] as const) {
      const { next } = await claim('Return');
      const url = next[0]?.url ?? '';
      const answer = await ada.submit(await ada.get(url), `${url}/assign`, { return: address });
      expect([address, answer.location]).toEqual([address, leads ? address : url]);
    }
  });

  it('puts no words into a page that others have written', async () => {
    const forged = Buffer.from(JSON.stringify({ tone: 'success', key: 'Call 555', values: {} })).toString(
      'base64url',
    );
    ada.setCookie('nestflow-flash', `${forged}.${'a'.repeat(43)}`);
    ada.setCookie('nestflow-zone', '"><script>');
    const page = await ada.get('/workflow/inbox');
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('Call 555');
    expect(page.html).not.toContain('"><script>');
  });

  it('who is not signed in is sent to sign in, with the way back', async () => {
    const nobody = new Browsing(app.url, undefined);
    expect(await nobody.get('/workflow/queue?q=a%26b')).toMatchObject({
      status: 303,
      location: '/login?return=%2Fworkflow%2Fqueue%3Fq%3Da%2526b',
    });
    expect(await nobody.post(START, {}, { referer: `${app.url}${START}` })).toMatchObject({
      status: 303,
      location: `/login?return=${encodeURIComponent(START)}`,
    });
    const list = { referer: `${app.url}/workflow/queue?sort=dueAt` };
    expect((await nobody.post('/workflow/queue/assign', {}, list)).location).toBe(
      '/login?return=%2Fworkflow%2Fqueue%3Fsort%3DdueAt',
    );
    expect((await nobody.post('/workflow/queue/assign', {})).location).toBe('/login?return=%2Fworkflow');
    expect((await app.as(undefined).get('/workflow/queue')).status).toBe(401);
  });

  it('files are the same for everybody, kept for ever, and only those of the library', async () => {
    const { html } = await ada.get('/workflow/inbox');
    const files = [...html.matchAll(/(?:href|src)="([^"]*\/assets\/[^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files.map((file) => file.split('/').at(-1))).toEqual(
      expect.arrayContaining(['tabler.css', 'nestflow.css', 'nestflow.js', 'theme.js', 'icon.svg']),
    );
    for (const file of files) {
      const answer = await new Browsing(app.url, undefined).get(file);
      expect([file, answer.status, answer.headers.get('cache-control')]).toEqual([
        file,
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    const folder = files[0]?.slice(0, files[0].lastIndexOf('/')) ?? '';
    for (const name of ['nothing.css', '..%2fpackage.json', '../package.json']) {
      expect((await ada.get(`${folder}/${name}`)).status).toBe(404);
    }
  });

  it('B78 comments on a process are on the page of its task for those who may see the process only', async () => {
    // given a task that somebody took, and a comment on its process
    USERS['cy'] = ['expense.approve'];
    const { process, next } = await claim('Trip');
    const url = next[0]?.url ?? '';
    const cy = new Browsing(app.url, 'cy');
    await app.as('ada').post(`${process.url}/comments`, { text: 'Between us' });
    const offered = await cy.get(url);
    await app.as('ada').post(`${url}/assign`);

    // when somebody who could have taken it comes to its page
    const taken = await cy.get(url);

    // then they see the task, and no more of what is said about a process they may not see
    expect(text(offered.html)).toContain('Between us');
    expect((await cy.get(process.url)).status).toBe(404);
    expect(taken.status).toBe(200);
    expect(text(taken.html)).not.toContain('Between us');
    expect(taken.html).not.toContain(`${process.url}/comments`);
    expect(text((await ada.get(url)).html)).toContain('Between us');
  });

  it('B78 the page of a task tells what happened in its process to those who may see the process only', async () => {
    // given a task that somebody took, of a process that was given an account number when it began
    USERS['cy'] = ['expense.approve'];
    const { process, next } = await claim('Trip');
    const url = next[0]?.url ?? '';
    await app.as('ada').post(`${url}/assign`);

    // when somebody who could have taken it comes to its page
    const taken = await new Browsing(app.url, 'cy').get(url);

    // then they see what happened to the task, as its process's history is not theirs to see
    const history = (html: string) => html.slice(html.indexOf('>History<'));
    expect((await app.as('cy').get(`${process.url}/events`)).status).toBe(404);
    expect(text(history(taken.html))).toContain('taken ada');
    expect(taken.html).not.toContain('class="nf-change"');
    expect(taken.html).not.toMatch(new RegExp(`href="${process.url}(/events)?"`));
    const seen = (await ada.get(url)).html;
    expect(text(history(seen))).toContain('Purpose: Trip new');
    expect(seen).toContain(`${process.url}/events`);
  });
});
