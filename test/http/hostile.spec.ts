import { WorkflowViewset } from 'nestflow';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';
import { type HttpApp, startHttpApp, USERS } from './support/http-app.js';

const LONG = 'x'.repeat(5_000);
const SQL = `1'; drop table workflow_task; --`;

/** Query strings that no list takes. */
const QUERIES = [
  'limit=0',
  'limit=101',
  'limit=-1',
  'limit=1.5',
  'limit=1e2',
  'limit=',
  'limit=99999999999999999999',
  `limit=${encodeURIComponent(SQL)}`,
  'limit=1&limit=2',
  'limit[]=1',
  'limit[a]=1',
  'sort=',
  'sort=data',
  'sort=--createdAt',
  'sort=createdAt,id',
  `sort=${encodeURIComponent(`createdAt; ${SQL}`)}`,
  'sort=__proto__',
  'sort=createdAt&sort=dueAt',
  'cursor=x',
  'cursor=%00',
  `cursor=${LONG}`,
  `cursor=${encodeURIComponent(SQL)}`,
  `cursor=${Buffer.from('["createdAt","2020","x"]').toString('base64url')}`,
  `cursor=${Buffer.from(`["createdAt","${SQL}","01960000-0000-7000-8000-000000000000"]`).toString('base64url')}`,
  `cursor=${Buffer.from('{"__proto__":1}').toString('base64url')}`,
  'cursor=a&cursor=b',
  `q=${LONG}`,
  'q=a%00b',
  'q=a&q=b',
  'q[a]=b',
  '__proto__=x',
  '__proto__[a]=x',
  'constructor=x',
  'unknown=x',
  '%F0%9F%92%A5=x',
];

const INBOX_QUERIES = [
  'snoozed=',
  'snoozed=yes',
  'delegated=yes',
  'snoozed=TRUE',
  'snoozed=true&snoozed=false',
  'snoozed[]=true',
];

const TASK_QUERIES = [
  'flow=',
  'flow=a&flow=b',
  `flow=${encodeURIComponent(SQL)}`,
  'flow=A%20B',
  `node=${LONG}`,
  'node=a b',
  'node=a%00',
  'status=new',
  'status=NEW&status=DONE',
  'priority=high',
  'priority=99999999999',
  'dueBefore=yesterday',
  'dueBefore=2026-13-01',
  'dueBefore=0000-01-01',
  'dueBefore=2026-01-01T00:00:00',
  'dueBefore=99999-01-01',
];

/** Bodies that no form takes, as they are sent. */
const BODIES = [
  '',
  ' ',
  '{',
  'null',
  '[]',
  '[{"amount":1}]',
  '"amount"',
  '5',
  '{"amount":"1"}',
  '{"amount":null}',
  '{"amount":1.5}',
  '{"amount":1e400}',
  '{"amount":[1]}',
  '{"amount":{"$gt":0}}',
  '{"amount":1,"extra":true}',
  '{"amount":1,"note":5}',
  '{"amount":1,"note":"a\\u0000b"}',
  '{"amount":1,"note":"\\ud800"}',
  '{"amount":1,"address":[]}',
  '{"amount":1,"address":"here"}',
  '{"amount":1,"address":{"city":1}}',
  '{"amount":1,"address":{"city":"x","__proto__":{"a":1}}}',
  '{"amount":1,"__proto__":{"admin":true}}',
  '{"amount":1,"constructor":{"prototype":{"admin":true}}}',
  '{"amount":1,"prototype":1}',
  '{"amount":1,"\\u0000":1}',
  `{"amount":1,"note":"${'y'.repeat(150_000)}"}`,
  `{"amount":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  `{"amount":1,"address":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`,
];

const IDS = [
  'x',
  '0',
  '-1',
  'null',
  'undefined',
  '__proto__',
  '%00',
  '..%2f..%2fetc',
  '%F0%9F%92%A5',
  '%E0%A4%A',
  encodeURIComponent(SQL),
  '01960000-0000-7000-8000-00000000000',
  '01960000-0000-7000-8000-000000000000',
  '{01960000-0000-7000-8000-000000000000}',
  '9'.repeat(2_000),
];

onEachDatabase('hostile input', (database) => {
  let db: TestDatabase;
  let app: HttpApp;
  let task: string;
  let process: string;
  let before: string;

  beforeAll(async () => {
    USERS['reviewer'] = ['claim.review', 'claim.manage'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ClaimFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ClaimFlow] }),
    });
    const { body } = await app.as('reviewer').post('/workflow/claim/start/file', { amount: 5 });
    process = body.process.url;
    task = body.next[0].url;
    await app.as('reviewer').post(`${task}/assign`);
    before = await app.stored();
  });
  afterEach(async () => {
    // Not toBe: nobody reads the difference of two dumps.
    expect((await app.stored()) === before).toBe(true);
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  /** What was sent, and its answer when that is no clean refusal. */
  const unclean = async (sent: string, answer: Promise<{ status: number; body: { code?: unknown } }>) => {
    const { status, body } = await answer;
    const clean = status >= 400 && status < 500 && typeof body.code === 'string' && 'message' in body;
    return clean ? [] : [`${sent.slice(0, 200)} → ${status} ${JSON.stringify(body).slice(0, 200)}`];
  };

  it('parameters of every list', async () => {
    const user = app.as('reviewer');
    const faults: string[] = [];
    for (const list of ['inbox', 'queue', 'archive', 'claim/tasks', 'claim/processes']) {
      const queries = list === 'claim/processes' ? QUERIES : [...QUERIES, ...TASK_QUERIES];
      for (const query of queries) {
        const path = `/workflow/${list}?${query}`;
        faults.push(...(await unclean(path, user.get(path))));
      }
    }
    for (const query of INBOX_QUERIES) {
      faults.push(...(await unclean(query, user.get(`/workflow/inbox?${query}`))));
    }
    faults.push(...(await unclean('snoozed', user.get('/workflow/queue?snoozed=true'))));
    for (const query of ['limit=0', 'cursor=x', 'sort=id', 'limit=1&limit=1']) {
      const path = `${process}/events?${query}`;
      faults.push(...(await unclean(path, user.get(path))));
    }
    expect(faults).toEqual([]);
  });

  it('says which parameters are wrong, all of them', async () => {
    const { body } = await app.as('reviewer').get('/workflow/queue?limit=x&sort=y&q=ok');
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['sort', 'limit']);
  });

  it('bodies of every form and action', async () => {
    const user = app.as('reviewer');
    const faults: string[] = [];
    for (const body of BODIES) {
      for (const path of ['/workflow/claim/start/file', `${task}/execute`, `${task}/reassign`]) {
        faults.push(...(await unclean(`${path} ${body}`, user.post(path, body))));
      }
      for (const path of ['/workflow/queue/assign', '/workflow/inbox/unassign']) {
        faults.push(...(await unclean(`${path} ${body}`, user.post(path, body))));
      }
    }
    for (const body of BODIES.filter((one) =>
      /__proto__|constructor|prototype|\\u0000|\\ud800|^[^{]/.test(one),
    )) {
      faults.push(...(await unclean(`draft ${body}`, user.put(`${task}/draft`, body))));
    }
    for (const action of [
      'unassign',
      'start',
      'cancel',
      'undo',
      'revive',
      'retry',
      'skip',
      'unsnooze',
      'hand-back',
    ]) {
      for (const body of ['{"force":true}', '[]', '{"__proto__":{}}', '{']) {
        faults.push(...(await unclean(`${action} ${body}`, user.post(`${task}/${action}`, body))));
      }
    }
    faults.push(...(await unclean('cancel', user.post(`${process}/cancel`, '{"force":true}'))));
    expect(faults).toEqual([]);
  });

  it('users and task ids in bodies', async () => {
    const user = app.as('reviewer');
    const faults: string[] = [];
    for (const given of [
      null,
      5,
      '',
      true,
      [],
      {},
      ['reviewer'],
      { id: 'admin' },
      LONG,
      'a\u0000',
      '__proto__',
    ]) {
      for (const action of ['reassign', 'assign', 'delegate']) {
        const sent = JSON.stringify({ user: given });
        faults.push(...(await unclean(`${action} ${sent}`, user.post(`${task}/${action}`, sent))));
      }
    }
    for (const until of [
      null,
      0,
      true,
      [],
      {},
      '',
      'tomorrow',
      '2026-13-01',
      '0000-01-01',
      '2020-01-01',
      LONG,
    ]) {
      const sent = JSON.stringify({ until });
      faults.push(...(await unclean(`snooze ${sent}`, user.post(`${task}/snooze`, sent))));
    }
    faults.push(...(await unclean('snooze', user.post(`${task}/snooze`))));
    for (const given of [null, 5, 'x', [], {}, [5], [null], [[]], [LONG], new Array(101).fill('x')]) {
      const sent = JSON.stringify({ taskIds: given });
      faults.push(...(await unclean(sent, user.post('/workflow/queue/assign', sent))));
    }
    expect(faults).toEqual([]);
    const odd = await user.post('/workflow/queue/assign', { taskIds: ['x', SQL, '\u{1f4a5}'] });
    expect(odd.body.results.map(({ ok }: { ok: boolean }) => ok)).toEqual([false, false, false]);
  });

  it('ids and names in every path', async () => {
    const user = app.as('reviewer');
    const faults: string[] = [];
    const id = task.split('/').at(-1) as string;
    for (const hostile of IDS) {
      const reads = [
        `/workflow/claim/${hostile}`,
        `/workflow/claim/${hostile}/events`,
        `/workflow/claim/${hostile}/tree`,
        `/workflow/claim/${hostile}/comments`,
        `/workflow/claim/${hostile}/cancel`,
        `${process}/review/${hostile}/retry`,
        `/workflow/claim/start/${hostile}`,
        `/workflow/claim/${hostile}/review/${id}`,
        `${process}/${hostile}/${id}`,
        `${process}/review/${hostile}`,
        `${process}/review/${hostile}/execute`,
        `/workflow/${hostile}/${hostile}`,
      ];
      for (const path of reads) faults.push(...(await unclean(path, user.get(path))));
      const writes = [
        `/workflow/claim/start/${hostile}`,
        `/workflow/claim/${hostile}/cancel`,
        `/workflow/claim/${hostile}/comments`,
        `/workflow/claim/${hostile}/comments/seen`,
        `${process}/review/${hostile}/assign`,
        `${process}/review/${hostile}/snooze`,
        `${process}/review/${hostile}/delegate`,
        `${process}/review/${hostile}/hand-back`,
        `${process}/review/${hostile}/retry`,
        `${process}/${hostile}/${id}/execute`,
        `/workflow/${hostile}/${hostile}/review/${id}/cancel`,
      ];
      for (const path of writes) faults.push(...(await unclean(path, user.post(path))));
    }
    expect(faults).toEqual([]);
  });

  it('names of flows, of whoever may see those the code no longer has', async () => {
    const user = app.as('admin');
    const faults: string[] = [];
    for (const name of ['%00', 'a%00b']) {
      for (const list of ['', '/processes', '/tasks', '/stats', '/chart', '/inbox']) {
        const path = `/workflow/${name}${list}`;
        faults.push(...(await unclean(path, user.get(path))));
      }
      faults.push(...(await unclean(name, user.post(`/workflow/${name}/retry`, { node: 'review' }))));
    }
    expect(faults).toEqual([]);
  });

  it('business keys', async () => {
    const faults: string[] = [];
    for (const query of [
      'businessKey=',
      'businessKey=a&businessKey=b',
      `businessKey=${'k'.repeat(201)}`,
      'businessKey=%00',
      'businessKey=a%20',
    ]) {
      const path = `/workflow/claim/start/file?${query}`;
      faults.push(...(await unclean(path, app.as('reviewer').post(path, { amount: 1 }))));
    }
    expect(faults).toEqual([]);
  });

  it('does not search by text as SQL or as a pattern', async () => {
    const user = app.as('reviewer');
    for (const q of [SQL, '%', '_', '\\', `' or 1=1 --`, '\u{1f4a5}', '%25']) {
      const answer = await user.get(`/workflow/queue?q=${encodeURIComponent(q)}`);
      expect(answer).toMatchObject({ status: 200, body: { items: [] } });
    }
  });
});
