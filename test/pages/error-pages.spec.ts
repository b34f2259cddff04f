import { ServiceUnavailableException } from '@nestjs/common';
import { WorkflowViewset, type WorkflowUser } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { HeaderAccess, type HttpApp, startHttpApp } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, formOf, hidden, text } from './support/browsing.js';

/** What knows the rights of one user does not answer. */
class FalteringAccess extends HeaderAccess {
  override permissionsOf(user: WorkflowUser): readonly string[] | '*' {
    if (user.id === 'employee') throw new ServiceUnavailableException('Nobody knows your rights just now');
    return super.permissionsOf(user);
  }
}

const NOWHERE = '01a21371-9fa4-7005-a283-c209ac56041f';

onDatabases(['pglite'], 'the page of an error', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow] }),
      access: FalteringAccess,
      providers: [{ provide: World, useValue: { say: async () => undefined } }],
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  it.each([
    ['a process that is none', `/workflow/hello-world/${NOWHERE}`, 404],
    ['what can be no flow', '/workflow/%00', 404],
    ['a flow that is none', '/workflow/no-such-flow', 404],
    ['the list of a flow that is none', '/workflow/no-such-flow/inbox', 404],
    ['a flow that is not theirs', '/workflow/hello-world/processes', 404],
    ['a filter that does not fit', '/workflow/queue?priority=x', 400],
  ])('%s keeps the menu for who is signed in, and leads back to where they were', async (_, path, status) => {
    const bob = new Browsing(app.url, 'bob');
    const inbox = '/workflow/inbox?sort=title';
    const page = await bob.get(path, { referer: `${app.url}${inbox}` });
    expect(page.status).toBe(status);
    for (const entry of ['inbox', 'queue', 'archive', 'flows']) {
      expect(page.html).toContain(`data-nf-menu="${entry}"`);
    }
    expect(page.html).toContain(`href="${inbox}"`);
    expect(text(page.html)).toContain('Back to the page before');
  });

  it('is there without the menu when the menu is what fails', async () => {
    const page = await new Browsing(app.url, 'employee').get('/workflow/inbox');

    expect(page.status).toBe(503);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(text(page.html)).toContain('Nobody knows your rights just now');
    expect(page.html).not.toContain('data-nf-menu="inbox"');
  });

  it('leads back only to other pages of this host', async () => {
    const bob = new Browsing(app.url, 'bob');
    const path = `/workflow/hello-world/${NOWHERE}`;
    for (const referer of [
      'https://evil.example/workflow/inbox',
      `${app.url}${path}`,
      'nonsense',
      'data:,x',
    ]) {
      const page = await bob.get(path, { referer });
      expect(text(page.html)).not.toContain('Back to the page before');
      expect(page.html).toContain('href="/workflow/inbox"');
    }
  });

  it('after a form that was refused leads back to the page of the form', async () => {
    const { body } = await app.as('admin').post('/workflow/hello-world/start/start', { text: 'Hi' });
    const url = body.next[0].url as string;
    const manager = new Browsing(app.url, 'manager');
    const form = hidden(formOf((await manager.get(url)).html, `${url}/assign`));
    const forged = await manager.post(
      `${url}/assign`,
      { ...form, csrf: 'x' },
      { referer: `${app.url}${url}` },
    );
    expect(forged.status).toBe(403);
    expect(forged.html).toContain(`class="btn btn-primary" href="${url}"`);
    expect(forged.html).toContain(`action="${url}" method="get" data-turbo="false" data-nf-theme-form`);
    expect(forged.html).toContain('data-nf-menu="inbox"');
  });

  it('has no menu for who is not signed in', async () => {
    const page = await new Browsing(app.url, undefined).get('/workflow/inbox');
    expect(page.status).toBe(401);
    expect(page.html).not.toContain('data-nf-menu');
  });
});
