import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, text } from '../pages/support/browsing.js';
import { fieldsOf, startDemoApp, type DemoApp } from './support/demo-app.js';

onDatabases(['pglite'], "The demo's sign-in page", (database) => {
  let db: TestDatabase;
  let app: DemoApp;

  beforeAll(async () => {
    db = await database.create();
    app = await startDemoApp(db);
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const browser = () => new Browsing(app.url, undefined);

  it('is where browsers come to that are not signed in, and it leads on to where they wanted to be', async () => {
    const someone = browser();
    expect(await someone.get('/')).toMatchObject({ status: 303, location: '/login' });
    const wanted = await someone.get('/workflow/queue?flow=sample');
    const page = await someone.follow(wanted);
    expect(text(page.html)).toContain('Who are you today?');
    const signedIn = await someone.post('/login', fieldsOf(page, 'employee'));
    expect(signedIn).toMatchObject({ status: 303, location: '/workflow/queue?flow=sample' });
    expect(text((await someone.follow(signedIn)).html)).toContain('Signed in as employee');
    expect(await someone.get('/')).toMatchObject({ status: 303, location: '/workflow' });
  });

  it('signs out', async () => {
    const someone = browser();
    await someone.post('/login', fieldsOf(await someone.get('/login'), 'manager'));
    const inbox = await someone.get('/workflow/inbox');
    expect(await someone.submit(inbox, '/logout')).toMatchObject({ status: 303, location: '/login' });
    expect(await someone.get('/workflow/inbox')).toMatchObject({ status: 303 });
    expect(await someone.post('/logout', {})).toMatchObject({ status: 303, location: '/login' });
  });

  it('B78 signs nobody out for a form that it has not made', async () => {
    const someone = await app.browse('manager');
    const plain = { 'content-type': 'text/plain' };
    expect((await someone.post('/logout', {})).status).toBe(403);
    expect((await someone.post('/logout', { csrf: 'x' })).status).toBe(403);
    expect((await someone.post('/logout', {}, plain)).status).toBe(403);
    expect((await someone.get('/workflow/inbox')).status).toBe(200);
  });

  it('has the colours that were chosen on other pages', async () => {
    const someone = await app.browse('manager');
    const inbox = await someone.follow(await someone.get('/workflow/inbox?theme=dark'));
    expect(inbox.html).toContain('data-nf-theme="dark"');
    expect((await someone.get('/login')).html).toContain('data-nf-theme="dark"');
    const chosen = await someone.get('/login?return=%2Fworkflow%2Fqueue&theme=light');
    expect(chosen).toMatchObject({ status: 303, location: '/login?return=%2Fworkflow%2Fqueue' });
    expect((await someone.follow(chosen)).html).toContain('data-nf-theme="light"');
    expect((await someone.get('/workflow/inbox')).html).toContain('data-nf-theme="light"');
  });

  it('B78 leads nowhere else, and takes no form that it has not made', async () => {
    const someone = browser();
    const page = await someone.get('/login?return=https://evil.example/');
    expect(page.html).not.toContain('evil');
    const back = { return: '//evil.example/' };
    expect(await someone.post('/login', { ...fieldsOf(page, 'bob'), ...back })).toMatchObject({
      status: 303,
      location: '/workflow',
    });
    const forged = await browser().post('/login', { username: 'admin', password: 'admin', csrf: 'x' });
    expect(forged.status).toBe(403);
    expect(text(forged.html)).toContain('Please choose once more');
    expect(forged.headers.getSetCookie().join()).not.toContain('admin');
  });

  it('programs sign in with JSON, and with nothing else', async () => {
    const send = (body: string, type: string) =>
      fetch(`${app.url}/login`, { method: 'POST', headers: { 'content-type': type }, body });
    const right = await send('{"username":"bob","password":"bob"}', 'application/json');
    expect([right.status, await right.json()]).toEqual([200, { id: 'bob' }]);
    expect((await send('{"username":"bob","password":"no"}', 'application/json')).status).toBe(401);
    expect((await send('{"username":"bob"}', 'application/json')).status).toBe(400);
    for (const deep of [
      '['.repeat(20_000) + ']'.repeat(20_000),
      `{"username":${'{"a":'.repeat(3_000)}1${'}'.repeat(3_001)}`,
    ]) {
      expect((await send(deep, 'application/json')).status).toBe(400);
    }
    expect((await send('{"username":"bob","password":"bob"}', 'text/plain')).status).toBe(400);
    const out = await fetch(`${app.url}/logout`, { method: 'POST' });
    expect(out.status).toBe(204);
  });
});
