import { IsInt } from 'class-validator';
import {
  type Activation,
  End,
  Flow,
  type FlowNode,
  MessageCatch,
  SignalCatch,
  Start,
  StartMessage,
  WorkflowViewset,
} from 'nestflow';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { type HttpApp, startHttpApp, USERS } from './support/http-app.js';

class Invoice {
  number?: string;
  amount?: number;
}

class Received {
  @IsInt() amount!: number;
}

@Flow({ data: Invoice })
class InvoiceFlow {
  @Start({ permission: 'invoice.start', next: 'number' }) start!: FlowNode;
  @SignalCatch({ name: 'numbered', next: 'paid' })
  number({ process }: Activation<Invoice>, given?: { number: string }) {
    process.data.number = given?.number;
  }
  @MessageCatch({
    name: 'paid',
    key: ({ process }: Activation<Invoice>) => process.data.number ?? '',
    next: 'end',
  })
  paid({ process }: Activation<Invoice>, payment: { amount: number }) {
    process.data.amount = payment.amount;
  }
  @StartMessage({ name: 'received', form: Received, next: 'end' }) received!: FlowNode<Received>;
  @End() end!: FlowNode;
}

onDatabases(['pglite', 'mariadb'], 'messages and signals over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['bank'] = ['workflow.message', 'workflow.signal', 'invoice.start', 'invoice.view'];
    USERS['cashier'] = ['workflow.message.paid', 'workflow.signal.numbered'];
    USERS['clerk'] = ['invoice.manage', 'invoice.view', 'invoice.start'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [InvoiceFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [InvoiceFlow] }),
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  let count = 0;
  /** An invoice that waits for its payment. */
  async function invoice() {
    const number = `N-${++count}`;
    const { body } = await app.as('bank').post('/workflow/invoice/start/start');
    await app.as('bank').post('/workflow/signals/numbered', { payload: { number } });
    return { number, url: body.process.url as string };
  }
  const statusOf = async (url: string) => (await app.as('bank').get(url)).body;

  it('B53 a message reaches the process with its name and key, once', async () => {
    const { number, url } = await invoice();
    const message = { key: number, payload: { amount: 7 }, id: `bank-${number}` };
    expect(await app.as('bank').post('/workflow/messages/paid', message)).toMatchObject({
      status: 200,
      body: { outcome: 'taken' },
    });
    expect(await statusOf(url)).toMatchObject({ status: 'DONE', data: { amount: 7 } });
    expect((await app.as('bank').post('/workflow/messages/paid', message)).body).toEqual({
      outcome: 'duplicate',
    });
  });

  it('B53 a message that nobody waits for is refused, or kept for its time', async () => {
    const send = (body: object) => app.as('bank').post('/workflow/messages/paid', body);
    expect(await send({ key: 'early' })).toMatchObject({ status: 409, body: { code: 'nobody-waits' } });
    expect(await send({ key: 'early', ttl: '1d' })).toMatchObject({ status: 200, body: { outcome: 'kept' } });
    expect(await send({ key: 'early', ttl: 60_000 })).toMatchObject({ body: { outcome: 'kept' } });
  });

  it('a message starts a process, with a payload that fits', async () => {
    const send = (payload: unknown) => app.as('bank').post('/workflow/messages/received', { payload });
    expect(await send({ amount: 3 })).toMatchObject({ status: 200, body: { outcome: 'started' } });
    expect(await send({ amount: 'much' })).toMatchObject({ status: 400, body: { code: 'input-invalid' } });
  });

  it('B54 a signal releases all who wait for it', async () => {
    const start = async () =>
      (await app.as('bank').post('/workflow/invoice/start/start')).body.process.url as string;
    const urls = [await start(), await start()];
    expect(await app.as('bank').post('/workflow/signals/numbered')).toMatchObject({
      status: 200,
      body: { outcome: 'thrown' },
    });
    for (const url of urls) {
      const { tasks } = await statusOf(url);
      expect(tasks.map(({ node, status }: { node: string; status: string }) => `${node} ${status}`)).toEqual([
        'start DONE',
        'number DONE',
        'paid NEW',
      ]);
    }
  });

  it('takes a right of its own, for all names or for one, which managing a flow is not', async () => {
    const { number, url } = await invoice();
    const before = await app.stored();
    for (const path of ['messages/paid', 'signals/numbered']) {
      expect((await app.as(undefined).post(`/workflow/${path}`, {})).status).toBe(401);
      for (const user of ['bob', 'clerk']) {
        expect(await app.as(user).post(`/workflow/${path}`, {})).toMatchObject({
          status: 403,
          body: { code: 'forbidden' },
        });
      }
    }
    for (const path of ['messages/received', 'signals/other', 'messages/paid.more', 'messages/..']) {
      expect([403, 404]).toContain((await app.as('cashier').post(`/workflow/${path}`, {})).status);
    }
    expect((await app.stored()) === before).toBe(true);
    const sent = await app
      .as('cashier')
      .post('/workflow/messages/paid', { key: number, payload: { amount: 1 } });
    expect(sent.body).toEqual({ outcome: 'taken' });
    expect((await statusOf(url)).status).toBe('DONE');
  });

  it('B19 with an Idempotency-Key a message is sent once', async () => {
    const send = () =>
      app
        .as('bank')
        .post('/workflow/messages/received', { payload: { amount: 5 } }, { 'Idempotency-Key': 'k' });
    const first = await send();
    const before = await app.stored();
    expect((await send()).body).toEqual(first.body);
    expect((await app.stored()) === before).toBe(true);
  });

  it('hostile names and bodies are refused, and change nothing', async () => {
    const { number } = await invoice();
    const before = await app.stored();
    const long = 'x'.repeat(5_000);
    const bodies = [
      '{',
      '[]',
      '"x"',
      '5',
      { key: 5 },
      { key: null },
      { key: [number] },
      { key: 'k'.repeat(141) },
      { key: 'a\u0000' },
      { id: '' },
      { id: 7 },
      { id: long },
      { ttl: 'soon' },
      { ttl: -1 },
      { ttl: '' },
      { ttl: [] },
      { ttl: true },
      { ttl: '9999999y' },
      { ttl: 1e300 },
      { key: number, extra: 1 },
      { payload: { note: '\u0000' } },
      '{"payload":{"__proto__":{"admin":true}}}',
      '{"key":"\\ud800"}',
      `{"payload":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`,
    ];
    const paths = [
      ...bodies.map((body) => ['messages/paid', body] as const),
      ...['{', '[]', '5', { extra: 1 }, { payload: '\u0000' }].map(
        (body) => ['signals/numbered', body] as const,
      ),
      ...[long, '%00', '%F0%9F%92%A5', 'a%20b', 'a%2Fb', '%E0%A4%A', 'x;drop'].flatMap((name) => [
        [`messages/${name}`, { ttl: '1d' }] as const,
        [`signals/${name}`, {}] as const,
      ]),
    ];
    const faults: string[] = [];
    for (const [path, body] of paths) {
      const answer = await app.as('bank').post(`/workflow/${path}`, body);
      const clean = answer.status >= 400 && answer.status < 500 && typeof answer.body.code === 'string';
      if (!clean) faults.push(`${path.slice(0, 40)} ${JSON.stringify(body).slice(0, 60)} → ${answer.status}`);
    }
    expect(faults).toEqual([]);
    expect((await app.stored()) === before).toBe(true);
  });
});
