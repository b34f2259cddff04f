import { WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';
import { type HttpApp, startHttpApp, USERS } from './support/http-app.js';

onEachDatabase('errors over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['reviewer'] = ['claim.review', 'claim.view'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ClaimFlow, HelloWorldFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ClaimFlow, HelloWorldFlow] }),
      providers: [{ provide: World, useValue: { say: () => undefined } }],
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const fileClaim = async (amount: number): Promise<string> => {
    const { body } = await app.as('bob').post('/workflow/claim/start/file', { amount });
    return body.next[0].url;
  };
  const review = async (amount: number): Promise<string> => {
    const url = await fileClaim(amount);
    await app.as('reviewer').post(`${url}/assign`);
    return url;
  };

  it('input-invalid: B12 a form that does not fit answers 400 with a message per field and stores nothing', async () => {
    const before = await app.stored();
    const answer = await app
      .as('bob')
      .post('/workflow/claim/start/file', { amount: '5', address: { city: '' }, extra: 1 });
    expect(answer).toMatchObject({ status: 400, body: { statusCode: 400, code: 'input-invalid' } });
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([
        { field: 'amount', messages: expect.any(Array) },
        { field: 'address.city', messages: expect.any(Array) },
        { field: 'extra', messages: expect.any(Array) },
      ]),
    );
    expect(await app.stored()).toBe(before);
  });

  it('unauthenticated: every route answers 401 without a user', async () => {
    for (const path of ['', '/inbox', '/claim', '/claim/start/file', '/claim/x', '/old/x/y/z']) {
      const answer = await app.as(undefined).get(`/workflow${path}`);
      expect(answer).toMatchObject({ status: 401, body: { statusCode: 401, code: 'unauthenticated' } });
    }
    expect((await app.as(undefined).post('/workflow/claim/start/file', { amount: 1 })).status).toBe(401);
  });

  it('not-found: flows, starts, processes and tasks that are not there, under any id', async () => {
    const id = '01960000-0000-7000-8000-000000000000';
    for (const path of [
      '/claim/start/review',
      '/claim/start/nothing',
      `/claim/${id}`,
      '/claim/not-a-uuid',
      `/claim/${id}/events`,
      `/claim/${id}/review/${id}`,
      '/claim/x/review/y/execute',
      `/gone/${id}`,
      '/gone',
    ]) {
      const answer = await app.as('admin').get(`/workflow${path}`);
      expect(answer).toMatchObject({ status: 404, body: { statusCode: 404, code: 'not-found' } });
    }
  });

  it('not-found: a flow that is none, and one that is not theirs to see, are not told apart', async () => {
    for (const path of ['', '/processes', '/tasks', '/stats', '/chart']) {
      for (const flow of ['gone', 'hello-world']) {
        const answer = await app.as('reviewer').get(`/workflow/${flow}${path}`);
        const message = `Expected flow '${flow}' to exist, but there is none that you may see.`;
        expect(answer).toMatchObject({ status: 404, body: { code: 'not-found', message } });
      }
    }
    for (const flow of ['gone', 'hello-world']) {
      const answer = await app.as('reviewer').post(`/workflow/${flow}/retry`, { node: 'approve' });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
    for (const user of ['admin', 'reviewer']) {
      for (const list of ['inbox', 'queue', 'archive', 'processes', 'start/x']) {
        expect((await app.as(user).get(`/workflow/gone/${list}`)).status).toBe(404);
      }
    }
  });

  it('forbidden: B21 a visible task without the right for it answers 403 and nothing changes', async () => {
    const url = await fileClaim(5);
    const before = await app.stored();
    expect(await app.as('reviewer').post(`${url}/cancel`)).toMatchObject({
      status: 403,
      body: { statusCode: 403, code: 'forbidden' },
    });
    expect((await app.as('bob').post(`${url}/assign`)).status).toBe(403);
    expect((await app.as('bob').get('/workflow/claim/processes')).status).toBe(403);
    expect((await app.as('bob').get('/workflow/claim')).status).toBe(403);
    expect(await app.stored()).toBe(before);
  });

  it('not-acceptable-state: B17 B19 what a task is not in a state for answers 409 and says what happened', async () => {
    const url = await review(5);
    expect((await app.as('reviewer').post(`${url}/execute`, { decision: 'pay' })).status).toBe(200);
    const before = await app.stored();
    const again = await app.as('reviewer').post(`${url}/execute`, { decision: 'pay' });
    expect(again).toMatchObject({ status: 409, body: { statusCode: 409, code: 'not-acceptable-state' } });
    expect(again.body.message).toMatch(/DONE by 'reviewer' since \d{4}/);
    expect((await app.as('reviewer').get(`${url}/execute`)).status).toBe(409);
    expect(await app.stored()).toBe(before);
  });

  it('unsupported-media-type: bodies that are no JSON answer 415', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', '']) {
      const answer = await app
        .as('bob')
        .post('/workflow/claim/start/file', 'amount=1', { 'content-type': type });
      expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
    }
    const latin = await app
      .as('bob')
      .post('/workflow/claim/start/file', '{}', { 'content-type': 'application/json; charset=klingon' });
    expect(latin).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
  });

  it('forbidden: a request without a body from another site is refused', async () => {
    const url = await fileClaim(5);
    const from = (site: string) =>
      app.as('reviewer').post(`${url}/assign`, undefined, { 'sec-fetch-site': site });
    expect(await from('cross-site')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await from('same-origin')).status).toBe(200);
  });

  it('forbidden: so it is when only its Origin says that, unless that is the host that was asked', async () => {
    const url = await fileClaim(5);
    const from = (origin: string, more: Record<string, string> = {}) =>
      app.as('reviewer').post(`${url}/assign`, undefined, { origin, ...more });
    const refused = { status: 403, body: { code: 'forbidden' } };
    expect(await from('https://evil.example')).toMatchObject(refused);
    expect(await from('null')).toMatchObject(refused);
    const forwarded = { 'x-forwarded-host': 'evil.example' };
    expect(await from('https://evil.example', forwarded)).toMatchObject(refused);
    expect((await from(app.url)).status).toBe(200);
  });

  it('forbidden: behind a proxy the host is the one it names, when the application trusts it', async () => {
    const url = await fileClaim(5);
    const headers = { origin: 'https://claims.example', 'x-forwarded-host': 'claims.example' };
    const assign = () => app.as('reviewer').post(`${url}/assign`, undefined, headers);
    expect((await assign()).status).toBe(403);
    app.trustProxy();
    expect((await assign()).status).toBe(200);
  });

  it('payload-too-large and input-invalid: bodies that cannot be read', async () => {
    const large = await app.as('bob').post('/workflow/claim/start/file', { note: 'x'.repeat(200_000) });
    expect(large).toMatchObject({ status: 413, body: { statusCode: 413, code: 'payload-too-large' } });
    for (const body of ['{', '{"amount":', 'nonsense', '"text"', '1', '{"amount":1}}']) {
      const answer = await app.as('bob').post('/workflow/claim/start/file', body);
      expect(answer).toMatchObject({ status: 400, body: { statusCode: 400, code: 'input-invalid' } });
    }
    const path = await app.as('bob').get('/workflow/claim/%E0%A4%A');
    expect(path).toMatchObject({ status: 400, body: { statusCode: 400, code: 'input-invalid' } });
  });

  it('engine-fault: B37 answers 500 without internals and rolls back', async () => {
    const url = await review(5);
    const before = await app.stored();
    const answer = await app.as('reviewer').post(`${url}/execute`, { decision: 'refuse' });
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      statusCode: 500,
      code: 'engine-fault',
      message: 'The server could not do this. Its log says why.',
    });
    expect(await app.stored()).toBe(before);
  });

  it("B29 B70 the application's own errors pass unchanged, and the action rolls back", async () => {
    const failing = await review(13);
    const refusing = await review(14);
    const before = await app.stored();
    const failed = await app.as('reviewer').post(`${failing}/execute`, { decision: 'pay' });
    expect(failed).toMatchObject({
      status: 500,
      body: { statusCode: 500, message: 'Internal server error' },
    });
    expect(JSON.stringify(failed.body)).not.toContain('password');
    const refused = await app.as('reviewer').post(`${refusing}/execute`, { decision: 'pay' });
    expect(refused).toMatchObject({ status: 409, body: { bank: 'says no' } });
    expect(await app.stored()).toBe(before);
  });

  it('a broken summary template leaves the title, and nested forms are in the schema', async () => {
    const { body } = await app.as('bob').post('/workflow/claim/start/file', { amount: 7 });
    expect(body.process.brief).toBe('Claim');
    expect(body.next[0].brief).toBe('Review 7');
    const form = await app.as('bob').get('/workflow/claim/start/file');
    expect(form.body.schema.properties.address).toEqual({
      type: 'object',
      properties: { city: { type: 'string', minLength: 1, maxLength: 100 } },
      required: ['city'],
      additionalProperties: false,
    });
    expect(form.body.schema.required).toEqual(['amount']);
  });

  it('B14 a second start with the same business key answers 200 with the first, 409 when that is not yours', async () => {
    const start = (user: string) =>
      app.as(user).post('/workflow/claim/start/file?businessKey=claim-1', { amount: 3 });
    const first = await start('bob');
    expect(first).toMatchObject({ status: 201, body: { process: { businessKey: 'claim-1' } } });
    const second = await start('bob');
    expect(second).toMatchObject({ status: 200, body: { process: { id: first.body.process.id }, next: [] } });
    expect((await start('manager')).body).toMatchObject({ statusCode: 409, code: 'not-acceptable-state' });
  });
});
