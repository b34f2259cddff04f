import { WorkflowViewset } from 'nestflow';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';
import { type HttpApp, startHttpApp, USERS } from './support/http-app.js';

onEachDatabase('Idempotency-Key', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['reviewer'] = ['claim.review', 'claim.view'];
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

  const start = (key: string, body: object = { amount: 5 }, user = 'bob') =>
    app.as(user).post('/workflow/claim/start/file', body, { 'idempotency-key': key });

  it('B19 the same request again answers what the first did, and does nothing', async () => {
    const first = await start('one');
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const before = await app.stored();

    const second = await start('one');
    expect(second.status).toBe(201);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(JSON.stringify(second.body)).toBe(JSON.stringify(first.body));
    expect(await app.stored()).toBe(before);

    const { url } = first.body.next[0];
    await app.as('reviewer').post(`${url}/assign`);
    const execute = () =>
      app.as('reviewer').post(`${url}/execute`, { decision: 'pay' }, { 'idempotency-key': 'execute one' });
    const done = await execute();
    expect(done).toMatchObject({ status: 200, body: { process: { status: 'DONE' } } });
    expect(await execute()).toMatchObject({ status: 200, body: done.body });
    expect((await app.as('reviewer').post(`${url}/execute`, { decision: 'pay' })).status).toBe(409);
  });

  it('refuses the same key with another body, path or query; each user has keys of their own', async () => {
    await start('two');
    const before = await app.stored();
    const conflict = { status: 409, body: { statusCode: 409, code: 'idempotency-conflict' } };
    expect(await start('two', { amount: 6 })).toMatchObject(conflict);
    const headers = { 'idempotency-key': 'two' };
    expect(
      await app.as('bob').post('/workflow/claim/start/file?businessKey=b', { amount: 5 }, headers),
    ).toMatchObject(conflict);
    expect(await app.as('bob').post('/workflow/queue/assign', { taskIds: ['x'] }, headers)).toMatchObject(
      conflict,
    );
    expect(await app.stored()).toBe(before);
    const other = await start('two', { amount: 5 }, 'manager');
    expect(other.status).toBe(201);
    expect(other.headers.get('idempotency-replayed')).toBeNull();
  });

  it('does not keep failures', async () => {
    expect((await start('three', { amount: 'x' })).status).toBe(400);
    expect((await start('three', { amount: 5 })).status).toBe(201);
  });

  it('lets concurrent duplicates wait for the first', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => start('four')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ body }) => body.process.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(5);
  });

  it('lets concurrent duplicates of a failing request fail each by itself', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => start('failing', { amount: 0 })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
  });

  it('refuses keys that are empty, too long or not printable ASCII', async () => {
    const before = await app.stored();
    for (const key of ['', 'x'.repeat(201), 'caf\u00e9', 'tab\tin']) {
      const answer = await start(key);
      expect(answer).toMatchObject({ status: 400, body: { code: 'input-invalid' } });
      expect(answer.body.errors[0].field).toBe('Idempotency-Key');
    }
    expect(await app.stored()).toBe(before);
  });

  it('keeps bulk reports as well', async () => {
    const { body } = await start('five');
    const assign = () =>
      app
        .as('reviewer')
        .post(
          '/workflow/queue/assign',
          { taskIds: [body.next[0].id, 'nothing'] },
          { 'idempotency-key': 'bulk' },
        );
    const first = await assign();
    expect(first.body.results).toMatchObject([{ ok: true }, { ok: false, error: { code: 'not-found' } }]);
    expect((await assign()).body).toEqual(first.body);
  });
});
