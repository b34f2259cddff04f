import { type Process, type WorkflowUser, WorkflowViewset } from 'nestflow';
import type { SelectQueryBuilder } from 'typeorm';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';
import { HeaderAccess, type HttpApp, startHttpApp, USERS } from './support/http-app.js';

/** `limited` sees only what has a business key that begins with "L". */
class LimitedAccess extends HeaderAccess {
  override visible(user: WorkflowUser, query: SelectQueryBuilder<Process>) {
    if (user.id === 'limited') query.andWhere(`process.businessKey like 'L%'`);
  }
}

onEachDatabase('lists over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['reviewer'] = ['claim.review'];
    USERS['limited'] = ['claim.review', 'claim.view', 'claim.manage'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow, ClaimFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow, ClaimFlow] }),
      providers: [{ provide: World, useValue: { say: () => undefined } }],
      access: LimitedAccess,
    });
  });
  afterEach(async () => {
    for (const table of ['workflow_event', 'workflow_task_previous', 'workflow_task', 'workflow_process']) {
      await app.dataSource.query(`delete from ${table}`);
    }
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const claim = async (amount: number, key?: string) => {
    const query = key === undefined ? '' : `?businessKey=${key}`;
    const { body } = await app.as('bob').post(`/workflow/claim/start/file${query}`, { amount });
    return { process: body.process, task: body.next[0] };
  };
  const ids = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map(({ id }) => id);

  it('B74 the queue is what I may take, the inbox what I have, the archive what I have done', async () => {
    const first = await claim(1);
    const second = await claim(2);
    const third = await claim(3);
    await app.as('employee').post('/workflow/hello-world/start/start', { text: 'Hi' });
    const reviewer = app.as('reviewer');
    expect(ids(await reviewer.get('/workflow/queue?sort=createdAt'))).toEqual([
      first.task.id,
      second.task.id,
      third.task.id,
    ]);
    await reviewer.post(`${second.task.url}/assign`);
    await reviewer.post(`${third.task.url}/assign`);
    await reviewer.post(`${third.task.url}/execute`, { decision: 'pay' });
    expect(ids(await reviewer.get('/workflow/queue'))).toEqual([first.task.id]);
    expect(ids(await reviewer.get('/workflow/inbox'))).toEqual([second.task.id]);
    expect(ids(await reviewer.get('/workflow/archive'))).toEqual([third.task.id]);
    expect((await reviewer.get('/workflow')).body.counts).toEqual({
      inbox: 1,
      queue: 1,
      archive: 1,
      snoozed: 0,
      mentions: 0,
    });

    expect((await app.as('admin').get('/workflow/queue')).body.items).toHaveLength(2);
    expect(ids(await app.as('admin').get('/workflow/queue?flow=claim'))).toEqual([first.task.id]);
    expect((await app.as('admin').get('/workflow/queue?flow=gone')).body).toEqual({ items: [], next: null });
    expect(ids(await app.as('admin').get('/workflow/claim/queue'))).toEqual([first.task.id]);
    expect(ids(await app.as('admin').get('/workflow/queue?node=review'))).toEqual([first.task.id]);
    expect((await app.as('bob').get('/workflow/queue')).body.items).toEqual([]);
  });

  it('B74 the policy limits lists, boards, pages and actions to the same processes', async () => {
    const hidden = await claim(1, 'H-1');
    const shown = await claim(2, 'L-1');
    const limited = app.as('limited');
    for (const list of ['/workflow/queue', '/workflow/claim/tasks?status=NEW']) {
      expect(ids(await limited.get(list))).toEqual([shown.task.id]);
    }
    expect(ids(await limited.get('/workflow/claim/processes'))).toEqual([shown.process.id]);
    const board = await limited.get('/workflow/claim');
    expect(board.body.nodes).toMatchObject([
      { node: 'review', counts: { NEW: 1 }, tasks: [{ id: shown.task.id }] },
    ]);
    expect((await limited.get(shown.task.url)).status).toBe(200);
    expect((await limited.post(`${shown.task.url}/assign`)).status).toBe(200);
    for (const path of [hidden.task.url, hidden.process.url, `${hidden.process.url}/events`]) {
      expect((await limited.get(path)).status).toBe(404);
    }
    expect((await limited.post(`${hidden.task.url}/assign`)).status).toBe(404);
    expect((await limited.post(`${hidden.process.url}/cancel`)).status).toBe(404);
  });

  it('B75 pages go on where they ended, and a page of 50 takes as many statements as one of 5', async () => {
    for (let made = 1; made <= 5; made++) await claim(made);
    const reviewer = app.as('admin');
    const lists = [
      '/workflow',
      '/workflow/queue?limit=100',
      '/workflow/inbox?limit=100',
      '/workflow/archive?limit=100',
      '/workflow/claim',
      '/workflow/claim/processes?limit=100',
      '/workflow/claim/tasks?limit=100',
    ];
    const count = async () => {
      const counts: number[] = [];
      for (const list of lists) counts.push(await app.statements(() => reviewer.get(list)));
      return counts;
    };
    const few = await count();
    for (let made = 6; made <= 50; made++) await claim(made);
    expect(await count()).toEqual(few);
    expect(Math.max(...few)).toBeLessThanOrEqual(3);

    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await reviewer.get(`/workflow/queue?sort=-createdAt&limit=20${cursor}`);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.next === null ? '' : `&cursor=${encodeURIComponent(body.next)}`;
    } while (cursor !== '');
    expect(seen).toHaveLength(50);
    expect(new Set(seen).size).toBe(50);
  }, 120_000);

  it('B75 a process page takes as many statements whatever it has come to', async () => {
    const waiting = await claim(1);
    const done = await claim(2);
    await app.as('reviewer').post(`${done.task.url}/assign`);
    await app.as('reviewer').post(`${done.task.url}/execute`, { decision: 'pay' });
    const short = await app.statements(() => app.as('admin').get(waiting.process.url));
    expect(await app.statements(() => app.as('admin').get(done.process.url))).toBe(short);
  });

  it('B25 tasks are filtered and sorted by priority and due date', async () => {
    const first = await claim(1);
    const second = await claim(2);
    await app.dataSource.query(
      `update workflow_task set priority = 5, due_at = '2030-01-01 00:00:00' where id = '${second.task.id}'`,
    );
    const reviewer = app.as('reviewer');
    expect(ids(await reviewer.get('/workflow/queue?sort=-priority'))).toEqual([
      second.task.id,
      first.task.id,
    ]);
    expect(ids(await reviewer.get('/workflow/queue?priority=5'))).toEqual([second.task.id]);
    expect(ids(await reviewer.get('/workflow/queue?dueBefore=2030-06-01'))).toEqual([second.task.id]);
    expect(ids(await reviewer.get('/workflow/queue?dueBefore=2029-06-01T00:00:00Z'))).toEqual([]);
  });

  it('B76 bulk actions re-check every task and report on each', async () => {
    const mine = await claim(1);
    const taken = await claim(2);
    await app.as('admin').post(`${taken.task.url}/assign`);
    const hello = await app.as('employee').post('/workflow/hello-world/start/start', { text: 'Hi' });
    const taskIds = [mine.task.id, taken.task.id, hello.body.next[0].id, 'no-uuid', mine.task.id];
    const { status, body } = await app.as('reviewer').post('/workflow/queue/assign', { taskIds });
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { taskId: mine.task.id, ok: true },
      { taskId: taken.task.id, ok: false, error: { statusCode: 409, code: 'not-acceptable-state' } },
      { taskId: hello.body.next[0].id, ok: false, error: { statusCode: 404, code: 'not-found' } },
      { taskId: 'no-uuid', ok: false, error: { code: 'not-found' } },
    ]);
    expect(body.results).toHaveLength(4);
    expect(ids(await app.as('reviewer').get('/workflow/inbox'))).toEqual([mine.task.id]);
    const back = await app
      .as('reviewer')
      .post('/workflow/inbox/unassign', { taskIds: [mine.task.id, taken.task.id] });
    expect(back.body.results).toMatchObject([{ ok: true }, { ok: false, error: { code: 'forbidden' } }]);
    const beyond = await app
      .as('admin')
      .post('/workflow/hello-world/queue/assign', { taskIds: [mine.task.id] });
    expect(beyond.body.results).toMatchObject([{ ok: false, error: { code: 'not-found' } }]);
  });

  it('say of a task whose summary tells a long text its beginning', async () => {
    const { process, task } = await claim(1);
    const long = `'{"amount": "${'x'.repeat(500_000)}"}'`;
    await app.dataSource.query(`update workflow_process set data = ${long} where id = '${process.id}'`);
    const { body } = await app.as('admin').get('/workflow/queue?sort=-createdAt&limit=1');
    expect(body.items).toMatchObject([{ id: task.id, brief: `Review ${'x'.repeat(292)}…` }]);
  });

  it('B6 rows of flows and nodes that the code no longer has are shown as unknown, and break nothing', async () => {
    const kept = await claim(1);
    const gone = await claim(2);
    await app.dataSource.query(`update workflow_task set node = 'oldReview' where id = '${kept.task.id}'`);
    await app.dataSource.query(
      `update workflow_process set flow = 'old-flow' where id = '${gone.process.id}'`,
    );
    await app.dataSource.query(
      `update workflow_task set flow = 'old-flow' where process_id = '${gone.process.id}'`,
    );
    const admin = app.as('admin');
    const { body } = await admin.get('/workflow/queue?sort=createdAt');
    expect(body.items).toMatchObject([
      { flow: 'claim', node: 'oldReview', title: 'Old review (unknown)', brief: 'Old review (unknown)' },
      { flow: 'old-flow', node: 'review', title: 'Review (unknown)', actions: ['cancel'] },
    ]);
    expect((await admin.get('/workflow/claim')).body.nodes).toMatchObject([
      { node: 'oldReview', title: 'Old review (unknown)', counts: { NEW: 1 } },
    ]);
    const url = `/workflow/old-flow/${gone.process.id}`;
    expect((await admin.get(url)).body).toMatchObject({
      title: 'Old flow (unknown)',
      tasks: [{}, { node: 'review' }],
    });
    expect((await admin.get('/workflow/old-flow')).body.nodes).toMatchObject([{ node: 'review' }]);
    expect((await admin.get(body.items[1].url)).body).toMatchObject({ actions: ['cancel'] });
    expect((await admin.get('/workflow/old-flow/start/file')).status).toBe(404);
    expect((await app.as('manager').get('/workflow/old-flow/processes')).status).toBe(404);
    expect((await app.as('bob').post(`${url}/cancel`)).status).toBe(403);
    expect((await app.as('manager').post(`${url}/cancel`)).status).toBe(404);
    expect((await admin.post(`${url}/cancel`)).body).toMatchObject({ process: { status: 'CANCELED' } });
    expect(await admin.get('/workflow/old-flow')).toMatchObject({ status: 200, body: { nodes: [] } });
    expect((await admin.post(`${body.items[0].url}/cancel`)).status).toBe(200);
  });
});
