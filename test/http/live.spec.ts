import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type LiveOptions, WorkflowEvent, WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { onDatabases, onEachDatabase, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';
import { type EventClient, openStream } from './support/event-client.js';
import { HeaderAccess, type HttpApp, startHttpApp, USERS } from './support/http-app.js';

/** The user `branch` sees no process without a business key, whatever their rights. */
class KeyedAccess extends HeaderAccess {
  override visible(user: { id: string }, query: { andWhere(sql: string): unknown }): void {
    if (user.id === 'branch') query.andWhere('process.businessKey IS NOT NULL');
  }
}

function startApp(database: TestDatabase, live: LiveOptions | false = {}): Promise<HttpApp> {
  const flows = [HelloWorldFlow, ClaimFlow];
  return startHttpApp({
    database,
    flows,
    controllers: WorkflowViewset({ path: 'workflow', flows }),
    providers: [World],
    access: KeyedAccess,
    live,
  });
}

const claim = async (app: HttpApp, key = '') => {
  const { body } = await app
    .as('bob')
    .post(`/workflow/claim/start/file${key && `?businessKey=${key}`}`, { amount: 5 });
  return { process: body.process as { id: string; url: string }, task: body.next[0].url as string };
};
const named = async (client: EventClient) =>
  (await client.next('change'))?.data.processes.map(({ id }: { id: string }) => id) as string[];

beforeAll(() => {
  USERS['reviewer'] = ['claim.review'];
  USERS['colleague'] = ['claim.review'];
  USERS['boss'] = ['claim.manage'];
  USERS['tabs'] = ['claim.view'];
  USERS['branch'] = ['claim.review', 'claim.manage'];
});

onEachDatabase('live changes', (database) => {
  let db: TestDatabase;
  let app: HttpApp;
  const clients: EventClient[] = [];

  beforeAll(async () => {
    db = await database.create();
    app = await startApp(db, { perUser: 2 });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const listen = async (user: string, query = '', headers = {}) => {
    const client = await openStream(`${app.url}/workflow/live${query}`, user, headers);
    clients.push(client);
    return client;
  };

  it('are told of to who asks for no more than the head, without a stream', async () => {
    for (let asked = 0; asked < 3; asked++) {
      const answer = await fetch(`${app.url}/workflow/live`, {
        method: 'HEAD',
        headers: { 'x-user': 'tabs' },
        signal: AbortSignal.timeout(5_000),
      });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
      ]);
    }
  });

  it('are a stream of events that nobody keeps, gathers or compresses', async () => {
    const client = await listen('reviewer');
    expect(Object.fromEntries(client.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(await client.next('ready')).toMatchObject({
      data: { resumed: false },
      id: expect.stringMatching(/^\d{13}$/),
    });
  });

  it('B21 are told to those they concern, and name only what they may see', async () => {
    const [reviewer, colleague, boss, branch, manager] = [
      await listen('reviewer'),
      await listen('colleague'),
      await listen('boss'),
      await listen('branch'),
      await listen('manager'),
    ];
    const { process, task } = await claim(app);
    for (const client of [reviewer, colleague, boss]) {
      expect((await client.next('change'))?.data).toEqual({
        lists: true,
        processes: [{ id: process.id, flow: 'claim', url: process.url }],
      });
    }
    expect(await named(branch)).toEqual([]);

    await app.as('reviewer').post(`${task}/assign`);
    expect(await named(reviewer)).toEqual([process.id]);
    // The task has left the colleague's queue, and with it the process their sight.
    expect(await named(colleague)).toEqual([]);

    const { body } = await app.as('employee').post('/workflow/hello-world/start/start', { text: 'Hello' });
    expect(await named(manager)).toEqual([body.process.id]);
  });

  it('B23 an owner hears that a manager took their task away, and who is named in a comment hears of it', async () => {
    const { process, task } = await claim(app);
    await app.as('reviewer').post(`${task}/assign`);
    const [reviewer, colleague] = [await listen('reviewer'), await listen('colleague')];
    await app.as('boss').post(`${task}/reassign`, { user: 'colleague' });
    expect(await reviewer.next('change')).toBeDefined();
    expect(await named(colleague)).toEqual([process.id]);
    await app.as('boss').post(`${process.url}/comments`, { text: 'Hurry, @colleague' });
    expect(await named(colleague)).toEqual([process.id]);
  });

  it('of an open process are told whoever they concern', async () => {
    const { process, task } = await claim(app);
    const [bob, other] = [await listen('bob', `?process=${process.id}`), await listen('bob')];
    await app.as('reviewer').post(`${task}/assign`);
    expect(await named(bob)).toEqual([process.id]);
    const again = await claim(app);
    expect(await named(other)).toEqual([again.process.id]);
  });

  it('of a process that its user may not see are not told at all, even to one who asks for it by its id', async () => {
    const hidden = await claim(app);
    const stranger = await listen('tabs', `?process=${hidden.process.id}`);
    const prying = await listen('employee', `?process=${hidden.process.id}`);
    await prying.next('ready');
    await app.as('reviewer').post(`${hidden.task}/assign`);
    // Who may see it is told, and then there is something of hers to tell.
    expect(await named(stranger)).toEqual([hidden.process.id]);
    const { body } = await app.as('employee').post('/workflow/hello-world/start/start', { text: 'Mine' });
    expect(await named(prying)).toEqual([body.process.id]);
  });

  it('a client that was cut off is told what it has missed', async () => {
    const first = await listen('boss');
    const id = (await first.next('ready'))?.id ?? '';
    await first.close();
    const { process } = await claim(app);
    const resumed = await listen('boss', '', { 'last-event-id': id });
    expect((await resumed.next('ready'))?.data).toEqual({ resumed: true });
    expect(await named(resumed)).toContain(process.id);
  });

  it('a client that has missed too much is told to read again, and one with a strange id begins anew', async () => {
    const { process } = await claim(app);
    const events = app.dataSource.getRepository(WorkflowEvent);
    const event = await events.findOneByOrFail({ processId: process.id });
    const copies = Array.from({ length: 1_000 }, () => ({ ...event, id: randomUUID() }));
    await events.insert(copies as object[]);
    const client = await listen('boss', '', { 'last-event-id': '1' });
    expect(await client.next('reset')).toMatchObject({ data: {} });
    await events.delete({ processId: process.id });
    const strange = await listen('boss', '', { 'last-event-id': `1' or 1=1` });
    expect((await strange.next('ready'))?.data).toEqual({ resumed: false });
  });

  it('are bounded per user, and free again when a client leaves', async () => {
    const [first] = [await listen('tabs'), await listen('tabs')];
    expect(await app.as('tabs').get('/workflow/live')).toMatchObject({
      status: 429,
      body: { code: 'too-many-streams' },
    });
    await listen('reviewer');
    await first.close();
    let opened: EventClient | undefined;
    while (!opened) opened = await listen('tabs').catch(() => undefined);
    expect(await opened.next('ready')).toBeDefined();
  });

  it('are refused as any other request is', async () => {
    expect(await app.as(undefined).get('/workflow/live')).toMatchObject({ status: 401 });
    const browser = { accept: 'text/html' };
    expect(await app.as(undefined).get('/workflow/live', browser)).toMatchObject({ status: 401 });
    expect(await app.as('boss').get('/workflow/live?user=admin', browser)).toMatchObject({ status: 400 });
    for (const query of ['user=admin', 'process=a&process=b', `process=${'x'.repeat(101)}`]) {
      expect((await app.as('boss').get(`/workflow/live?${query}`)).status).toBe(400);
    }
    for (const process of ['x', encodeURIComponent(`' or 1=1`)]) {
      expect(await (await listen('boss', `?process=${process}`)).next('ready')).toBeDefined();
      await clients.pop()?.close();
    }
  });
});

onDatabases(['postgres', 'mariadb'], 'live changes of other instances', (database) => {
  let db: TestDatabase;
  let here: HttpApp;
  let there: HttpApp;

  beforeAll(async () => {
    db = await database.create();
    here = await startApp(db, { poll: '200ms' });
    there = await startApp(db, { poll: '200ms' });
  });
  afterAll(async () => {
    await Promise.all([here.close(), there.close()]);
    await db.drop();
  });

  it('arrive, and name only what the user may see', async () => {
    const reviewer = await openStream(`${there.url}/workflow/live`, 'reviewer');
    const branch = await openStream(`${there.url}/workflow/live`, 'branch');
    await reviewer.next('ready');
    const { process } = await claim(here);
    expect(await named(reviewer)).toEqual([process.id]);
    expect(await named(branch)).toEqual([]);
    await reviewer.close();
    await branch.close();
  });

  if (database.name === 'postgres') {
    it('arrive though the listening connections were cut meanwhile', async () => {
      const boss = await openStream(`${there.url}/workflow/live`, 'boss');
      const first = await claim(here);
      expect(await named(boss)).toEqual([first.process.id]);
      const admin = new pg.Client({ connectionString: (db.options as { url: string }).url });
      await admin.connect();
      const { rowCount } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike any ('{listen%,%pg_notify%}') and pid <> pg_backend_pid()`,
      );
      await admin.end();
      expect(rowCount).toBeGreaterThanOrEqual(2);
      const { process } = await claim(here);
      let seen: string[] = [];
      while (!seen.includes(process.id)) seen = await named(boss);
      await boss.close();
    });
  }

  it('end when the application stops, which waits for nobody', async () => {
    const app = await startApp(db);
    const client = await openStream(`${app.url}/workflow/live`, 'boss');
    await client.next('ready');
    await app.close();
    expect(await client.next('change')).toBeUndefined();
  });

  it('are absent where the application wants none', async () => {
    const app = await startApp(db, false);
    expect((await app.as('boss').get('/workflow/live')).status).toBe(404);
    await app.close();
  });
});
