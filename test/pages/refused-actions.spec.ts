import { WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { HeaderAccess, type HttpApp, startHttpApp } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, text } from './support/browsing.js';

const NAMES: Record<string, string> = { employee: 'Emma', manager: 'Max' };

class NamedAccess extends HeaderAccess {
  override names(ids: readonly string[]) {
    return new Map(ids.flatMap((id) => (NAMES[id] === undefined ? [] : [[id, NAMES[id]] as const])));
  }
}

onDatabases(['pglite'], 'an action that asked for something and was refused', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow] }),
      providers: [{ provide: World, useValue: { say: async () => undefined } }],
      access: NamedAccess,
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  /** A task the manager has. */
  const owned = async () => {
    const { body } = await app.as('admin').post('/workflow/hello-world/start/start', { text: 'Hi' });
    const url = body.next[0].url as string;
    await app.as('manager').post(`${url}/assign`);
    return url;
  };
  const task = async (url: string) => (await app.as('manager').get(url)).body;

  it.each(['delegate', 'reassign'])(
    '%s to the wrong person names that person beside the field',
    async (by) => {
      const url = await owned();
      const before = await task(url);
      const manager = new Browsing(app.url, 'manager');
      const page = await manager.get(url);
      for (const [user, message] of [
        ['employee', 'Emma may not have this task.'],
        ['zoe <3', 'There is nobody here with the user id “zoe &lt;3”.'],
        ['', 'Please say who.'],
      ] as const) {
        const refused = await manager.submit(page, `${url}/${by}`, { user });
        expect(refused.status).toBe(422);
        const form = fold(refused.html, `${url}/${by}`);
        expect(form).toMatch(/^<details class="nf-fold" open>/);
        expect(text(form)).toContain(message);
        expect(form).toMatch(/<input [^>]*aria-describedby="[^"]*-error"[^>]*aria-invalid="true"/);
        expect(form).toContain(`value="${user.replace('<', '&lt;')}"`);
        expect(text(refused.html)).not.toContain('lack the right');
      }
      expect(await task(url)).toEqual(before);
    },
  );

  it('delegating to oneself says that one has it, in the language of the page', async () => {
    const url = await owned();
    const manager = new Browsing(app.url, 'manager', { 'accept-language': 'de' });
    const page = await manager.get(url);
    const refused = await manager.submit(page, `${url}/delegate`, { user: 'manager' });
    expect(refused.status).toBe(422);
    expect(text(refused.html)).toContain('Max hat diese Aufgabe schon.');
    expect(refused.html).toContain(`action="${url}" method="get" data-turbo="false" data-nf-theme-form`);
    const right = await manager.submit(refused, `${url}/delegate`, { user: 'admin' });
    expect(right.status).toBe(303);
    expect((await task(url)).owner).toBe('admin');
  });

  it('snoozing until no moment, or one that is over, keeps what was typed', async () => {
    const url = await owned();
    const manager = new Browsing(app.url, 'manager');
    const page = await manager.get(url);
    for (const [untilClock, message] of [
      ['', 'Please enter a date and a time.'],
      ['2020-01-31T09:00', 'Please choose a moment to come.'],
    ] as const) {
      const refused = await manager.submit(page, `${url}/snooze`, { untilClock });
      expect(refused.status).toBe(422);
      const form = fold(refused.html, `${url}/snooze`);
      expect(form).toMatch(/^<details class="nf-fold" open>/);
      expect(text(form)).toContain(message);
      expect(form).toContain(`value="${untilClock}" aria-invalid="true"`);
    }
    expect((await task(url)).snoozedUntil).toBeNull();
  });

  it('snoozing by a button of a page that was open until its moment was over says that it is', async () => {
    const url = await owned();
    const manager = new Browsing(app.url, 'manager');
    const page = await manager.get(url);
    const until = '2020-01-31T09:00:00.000Z';
    const refused = await manager.submit(page, `${url}/snooze`, { untilClock: '', until });
    expect(refused.status).toBe(422);
    expect(text(fold(refused.html, `${url}/snooze`))).toContain('Please choose a moment to come.');
    expect((await task(url)).snoozedUntil).toBeNull();
  });

  it('a button that snoozes does so whatever was typed beside it: the field is in a form of its own', async () => {
    const url = await owned();
    const manager = new Browsing(app.url, 'manager');
    const refused = await manager.submit(await manager.get(url), `${url}/snooze`, {
      untilClock: '2020-01-31T09:00',
    });
    const [buttons, field] = fold(refused.html, `${url}/snooze`).split('</form>');
    expect([buttons, field]).toEqual([
      expect.not.stringContaining('name="untilClock"'),
      expect.stringContaining('value="2020-01-31T09:00"'),
    ]);
    expect(buttons).toMatch(/<button class="btn" name="until" value="20\d\d-/);
  });

  it('one who may not take a task lacks the right themselves: that is no mistake of a form', async () => {
    const { body } = await app.as('admin').post('/workflow/hello-world/start/start', { text: 'Hi' });
    const answer = await app.as('employee').post(`${body.next[0].url}/assign`);
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });
});

/** The part of a page that folds out and has the form to this address. */
function fold(html: string, action: string): string {
  const at = html.indexOf(`action="${action}" method="post"`);
  const from = html.lastIndexOf('<details', at);
  return html.slice(from, html.indexOf('</details>', at));
}
