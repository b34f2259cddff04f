import { WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { SampleFlow } from '../../apps/demo/src/flows/sample/sample.flow.js';
import type { WorkflowUser } from 'nestflow';
import { HeaderAccess, type HttpApp, startHttpApp } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, text } from './support/browsing.js';

/** Everybody has a name, and tasks are given to two of them. */
class NamedAccess extends HeaderAccess {
  override names(ids: readonly string[]) {
    asked.push([...ids].sort());
    return new Map(ids.map((id) => [id, `<${id.toUpperCase()}>`]));
  }

  override people(): WorkflowUser[] {
    return [{ id: 'admin', name: 'The boss' }, { id: 'manager' }];
  }
}
const asked: string[][] = [];

onDatabases(['pglite'], 'pages', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow, SampleFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow, SampleFlow] }),
      providers: [{ provide: World, useValue: { say: async () => undefined } }],
      access: NamedAccess,
      pages: { signIn: '/login' },
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  it('a browser gets a page, everybody else JSON', async () => {
    const page = await new Browsing(app.url, 'employee').get('/workflow/inbox');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('vary')).toContain('Accept');
    expect(text(page.html)).toContain('Nothing to do');
    for (const accept of [
      'application/json',
      '*/*',
      'application/json, text/html',
      'text/html;q=0.5, application/json',
    ]) {
      const answer = await app.as('employee').get('/workflow/inbox', { accept });
      expect(answer.body).toEqual({ items: [], next: null });
      expect(answer.headers.get('vary')).toContain('Accept');
    }
  });

  it('hello world by three people who have no scripts', async () => {
    const employee = new Browsing(app.url, 'employee');
    const manager = new Browsing(app.url, 'manager');
    const flows = await employee.get('/workflow/flows');
    expect(flows.html).toContain('href="/workflow/hello-world/start/start"');
    const form = await employee.get('/workflow/hello-world/start/start');
    const empty = await employee.submit(form, '/workflow/hello-world/start/start', { 'f.text': '' });
    expect(empty.status).toBe(422);
    expect(text(empty.html)).toContain('Please correct one entry');
    const started = await employee.submit(empty, '/workflow/hello-world/start/start', { 'f.text': 'Hi <b>' });
    expect(started.status).toBe(303);
    const process = await employee.follow(started);
    expect(text(process.html)).toContain('Started: Send');
    expect(process.html).toContain('Hi &lt;b&gt;');

    const queue = await manager.get('/workflow/queue');
    const url = /class="nf-task" href="([^"]+)"/.exec(queue.html)?.[1] ?? '';
    const task = await manager.get(url);
    const mine = await manager.follow(await manager.submit(task, `${url}/assign`));
    expect(text(mine.html)).toContain('is yours');
    const done = await manager.submit(mine, `${url}/execute`, { 'f.approved': 'true' });
    expect(done).toMatchObject({ status: 303, location: '/workflow/inbox' });
    expect(text((await manager.follow(done)).html)).toContain('“Approve” is completed.');
    expect(text((await manager.get('/workflow/archive')).html)).toContain('Approve');
  });

  it('people have names, asked for once per page, and are chosen from a list', async () => {
    const { body } = await app.as('admin').post('/workflow/hello-world/start/start', { text: 'Names' });
    const url = body.next[0].url as string;
    await app.as('manager').post(`${url}/assign`);
    asked.length = 0;
    const page = await new Browsing(app.url, 'manager').get(url);
    expect(asked).toEqual([['admin', 'manager']]);
    expect(page.html).toContain('&lt;ADMIN&gt;');
    expect(text(page.html)).toContain('taken &lt;MANAGER&gt;');
    expect(page.html).toContain('<option value="admin">The boss</option>');
    expect(page.html).not.toContain('<option value="manager">');
    const manager = new Browsing(app.url, 'manager');
    const given = await manager.follow(await manager.submit(page, `${url}/reassign`, { user: 'admin' }));
    expect(text(given.html)).toContain('“Approve” was given to <ADMIN>.'.replace('<ADMIN>', '&lt;ADMIN&gt;'));
  });

  it('what one has delegated is in a part of the inbox, with who has it, until it is taken back', async () => {
    const { body } = await app.as('admin').post('/workflow/hello-world/start/start', { text: 'Delegated' });
    const url = body.next[0].url as string;
    await app.as('manager').post(`${url}/assign`);
    const manager = new Browsing(app.url, 'manager');
    expect(text((await manager.get('/workflow/inbox?delegated=true')).html)).toContain(
      'Nothing is delegated',
    );
    const given = await manager.submit(await manager.get(url), `${url}/delegate`, { user: 'admin' });
    const inbox = await manager.follow(given);
    expect(inbox.html).not.toContain(`class="nf-task" href="${url}"`);
    expect(inbox.html).toContain('href="/workflow/inbox?delegated=true"');
    const delegated = await manager.get('/workflow/inbox?delegated=true');
    expect(delegated.html).toContain(`class="nf-task" href="${url}"`);
    expect(delegated.html).toContain('<td data-label="Owner">&lt;ADMIN&gt;</td>');
    expect(delegated.html).toContain('<input type="hidden" name="delegated" value="true">');
    await manager.submit(await manager.get(url), `${url}/hand-back`);
    expect((await manager.get('/workflow/inbox')).html).toContain(`class="nf-task" href="${url}"`);
    expect((await manager.get('/workflow/inbox?delegated=true')).html).not.toContain(
      `class="nf-task" href="${url}"`,
    );
  });

  it('every route with a page has one', async () => {
    const admin = new Browsing(app.url, 'admin');
    const { body } = await app.as('admin').post('/workflow/hello-world/start/start', { text: 'Routes' });
    const [process, task] = [body.process.url, body.next[0].url];
    for (const path of [
      '/workflow/inbox',
      '/workflow/queue',
      '/workflow/archive',
      '/workflow/flows',
      '/workflow/hello-world',
      '/workflow/hello-world/inbox',
      '/workflow/hello-world/processes',
      '/workflow/hello-world/tasks',
      '/workflow/hello-world/start/start',
      process,
      `${process}/events`,
      task,
    ]) {
      const page = await admin.get(path);
      expect([path, page.status, page.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ]);
      expect(page.html).toContain('</html>');
      expect(page.html).not.toContain('[object Object]');
    }
    expect(await admin.get('/workflow')).toMatchObject({ status: 303, location: '/workflow/inbox' });
  });
});
