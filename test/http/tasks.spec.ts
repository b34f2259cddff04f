import { WorkflowViewset } from 'nestflow';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';
import { type HttpApp, startHttpApp, USERS } from './support/http-app.js';

onEachDatabase('tasks over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['reviewer'] = ['claim.review'];
    USERS['colleague'] = ['claim.review'];
    USERS['boss'] = ['claim.manage'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ClaimFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ClaimFlow] }),
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const claim = async () => {
    const { body } = await app.as('bob').post('/workflow/claim/start/file', { amount: 5, note: 'Broken' });
    return {
      process: body.process.url as string,
      task: body.next[0].url as string,
      start: body.task.url as string,
    };
  };
  const act = (user: string, url: string, action: string, body?: unknown) =>
    app.as(user).post(`${url}/${action}`, body);

  it('B17 is assigned, reassigned to who holds the permission, unassigned', async () => {
    const { task } = await claim();
    expect((await act('reviewer', task, 'assign')).body.task.owner).toBe('reviewer');
    expect((await act('colleague', task, 'unassign')).status).toBe(403);
    for (const user of ['bob', 'nobody']) {
      expect((await act('reviewer', task, 'reassign', { user })).body).toMatchObject({
        statusCode: 400,
        code: 'input-invalid',
        message: expect.stringContaining(`'${user}' is none`),
        errors: [{ field: 'user' }],
      });
    }
    expect((await act('reviewer', task, 'reassign', { user: 'colleague' })).body.task.owner).toBe(
      'colleague',
    );
    expect((await act('boss', task, 'unassign')).body.task).toMatchObject({ owner: null, status: 'NEW' });
    expect((await act('boss', task, 'assign', { user: 'reviewer' })).body.task.owner).toBe('reviewer');
    expect((await act('reviewer', task, 'start')).body.task.status).toBe('STARTED');
    expect((await act('colleague', task, 'assign')).status).toBe(409);
  });

  it('B24 keeps a draft for its owner without validating it, and shows it in the form', async () => {
    const { task } = await claim();
    await act('reviewer', task, 'assign');
    const form = await app.as('reviewer').get(`${task}/execute`);
    expect(form).toMatchObject({ status: 200, body: { title: 'Review', values: { note: 'Broken' } } });
    expect(form.body.schema.properties.decision).toEqual({ type: 'string', enum: ['pay', 'refuse'] });
    expect((await app.as('colleague').put(`${task}/draft`, { decision: 'x' })).status).toBe(403);
    expect((await app.as('reviewer').put(`${task}/draft`, { decision: 'may be', extra: [1] })).status).toBe(
      200,
    );
    await act('reviewer', task, 'unassign');
    await act('colleague', task, 'assign');
    expect((await app.as('colleague').get(`${task}/execute`)).body.values).toEqual({
      decision: 'may be',
      extra: [1],
    });
    expect((await app.as('reviewer').get(`${task}/execute`)).status).toBe(403);
  });

  it('B25 snoozes a task out of the inbox, which lists it where it is asked for, and back', async () => {
    const { task } = await claim();
    const id = task.split('/').at(-1) as string;
    await act('reviewer', task, 'assign');
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await act('colleague', task, 'snooze', { until })).status).toBe(403);
    expect((await act('boss', task, 'snooze', { until })).status).toBe(403);
    const snoozed = await act('reviewer', task, 'snooze', { until });
    expect(snoozed).toMatchObject({
      status: 200,
      body: { task: { status: 'ASSIGNED', snoozedUntil: until } },
    });
    expect(snoozed.body.task.actions).toEqual(expect.arrayContaining(['snooze', 'unsnooze', 'execute']));
    const ids = async (query: string) =>
      (await app.as('reviewer').get(`/workflow/inbox${query}`)).body.items.map(
        (one: { id: string }) => one.id,
      );
    expect(await ids('')).not.toContain(id);
    expect(await ids('?snoozed=false')).not.toContain(id);
    expect(await ids('?snoozed=true')).toEqual([id]);
    expect((await app.as('reviewer').get('/workflow')).body.counts.snoozed).toBe(1);
    expect((await act('reviewer', task, 'unsnooze')).body.task.snoozedUntil).toBeNull();
    expect(await ids('')).toContain(id);
    expect((await act('reviewer', task, 'unsnooze')).status).toBe(409);
  });

  it('delegates a task, which comes back with what the delegate filled in', async () => {
    const { task, process } = await claim();
    await act('reviewer', task, 'assign');
    expect((await act('reviewer', task, 'delegate', { user: 'bob' })).status).toBe(400);
    expect((await act('reviewer', task, 'delegate', { user: 'reviewer' })).status).toBe(400);
    const given = await act('reviewer', task, 'delegate', { user: 'colleague' });
    expect(given.body.task).toMatchObject({
      owner: 'colleague',
      delegatedBy: 'reviewer',
      actions: ['handBack'],
    });
    const delegated = async () => (await app.as('reviewer').get('/workflow/inbox?delegated=true')).body.items;
    expect(await delegated()).toMatchObject([{ url: task, owner: 'colleague' }]);
    expect((await act('colleague', task, 'unassign')).status).toBe(409);
    const done = await act('colleague', task, 'execute', { decision: 'pay' });
    expect(done.body).toMatchObject({
      process: { status: 'NEW' },
      task: { owner: 'reviewer', delegatedBy: null, status: 'ASSIGNED' },
      next: [],
    });
    expect(await delegated()).toEqual([]);
    expect((await app.as('reviewer').get(`${task}/execute`)).body.values).toEqual({ decision: 'pay' });
    expect((await act('reviewer', task, 'execute', { decision: 'pay' })).body.process.status).toBe('DONE');
    const { items } = (await app.as('boss').get(`${process}/events`)).body;
    expect(items.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['task.delegated', 'task.returned']),
    );
  });

  it('a delegated task is handed back by its delegate, and by nobody who has nothing to do with it', async () => {
    const { task } = await claim();
    await act('boss', task, 'assign', { user: 'reviewer' });
    expect((await act('reviewer', task, 'hand-back')).status).toBe(409);
    await act('reviewer', task, 'delegate', { user: 'colleague' });
    expect((await act('bob', task, 'hand-back')).status).toBe(403);
    expect((await act('colleague', task, 'hand-back')).body.task).toMatchObject({
      owner: 'reviewer',
      delegatedBy: null,
    });
  });

  it('B64 B66 undoes, revives and cancels by a manager only, with exact actions on the task', async () => {
    const { process, task, start } = await claim();
    await act('reviewer', task, 'assign');
    await act('reviewer', task, 'execute', { decision: 'pay' });
    expect((await app.as('boss').get(task)).body.actions).toEqual([]);
    const { body } = await app.as('boss').get(process);
    const tasks = body.tasks as { node: string; url: string }[];
    const urlOf = (node: string) => tasks.find((one) => one.node === node)?.url as string;
    expect((await act('reviewer', urlOf('paid'), 'undo')).status).toBe(403);
    expect((await act('boss', urlOf('pay'), 'undo')).status).toBe(409);
    expect((await app.as('boss').get(urlOf('paid'))).body.actions).toEqual(['undo']);
    for (const node of ['paid', 'pay', 'decide', 'review']) {
      expect((await act('boss', urlOf(node), 'undo')).status).toBe(200);
    }
    const revived = await act('boss', urlOf('review'), 'revive');
    expect(revived.body).toMatchObject({
      process: { status: 'NEW' },
      task: { status: 'REVIVED' },
      next: [{ node: 'review', status: 'NEW', permission: 'claim.review' }],
    });
    expect((await act('boss', start, 'undo')).status).toBe(409);
  });

  it('B67 a manager cancels a process, once; nobody else does', async () => {
    const { process, task } = await claim();
    expect((await act('bob', process, 'cancel')).status).toBe(403);
    expect((await act('reviewer', process, 'cancel')).status).toBe(403);
    expect((await act('manager', process, 'cancel')).status).toBe(404);
    expect((await app.as('boss').get(process)).body.actions).toEqual(['cancel']);
    expect((await act('boss', process, 'cancel')).body).toMatchObject({
      process: { status: 'CANCELED', actions: [] },
      task: null,
      next: [],
    });
    expect((await app.as('boss').get(task)).body.status).toBe('CANCELED');
    expect((await act('boss', process, 'cancel')).status).toBe(409);
  });

  it('B21 a task under another process, node or flow, and one that is not mine to see, is 404 everywhere', async () => {
    const one = await claim();
    const other = await claim();
    const id = one.task.split('/').at(-1) as string;
    for (const [user, url] of [
      ['reviewer', `${other.process}/review/${id}`],
      ['reviewer', `${one.process}/pay/${id}`],
      ['reviewer', `${one.process}/nothing/${id}`],
      ['reviewer', one.task.replace('/claim/', '/old/')],
      ['manager', one.task],
    ] as const) {
      expect((await app.as(user).get(url)).status).toBe(404);
      expect((await app.as(user).get(`${url}/execute`)).status).toBe(404);
      expect((await app.as(user).put(`${url}/draft`, {})).status).toBe(404);
      for (const action of [
        'assign',
        'unassign',
        'execute',
        'cancel',
        'undo',
        'revive',
        'retry',
        'skip',
        'start',
      ]) {
        expect((await act(user, url, action)).status).toBe(404);
      }
      expect((await act(user, url, 'reassign', { user: 'reviewer' })).status).toBe(404);
    }
  });
});
