import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { until } from '../support/until.js';
import { startDemoApp, type DemoApp, type DemoClient } from './support/demo-app.js';

/** A flow from its start to its end: who starts it where with what, and what is filled in on the way. */
interface Journey {
  readonly start: string;
  readonly by: string;
  readonly form: object;
  /** Who completes a node, and with which form. */
  readonly work: Readonly<Record<string, readonly [user: string, form?: object]>>;
  readonly result: string;
}

const JOURNEYS: Readonly<Record<string, Journey>> = {
  'hello world': {
    start: 'hello-world/start/start',
    by: 'employee',
    form: { text: 'Hi' },
    work: { approve: ['manager', { approved: true }] },
    result: "Sent 'Hi'",
  },
  sample: { start: 'sample/start/start', by: 'employee', form: {}, work: {}, result: 'Completed' },
  'an order shipment': {
    start: 'order-shipment/start/order',
    by: 'clerk',
    form: { customer: 'Ida', address: 'Main Street 1', parcels: 2, value: 700 },
    work: {
      chooseDelivery: ['clerk', { delivery: 'post' }],
      pack: ['packer'],
      printLabel: ['clerk', { trackingNumber: 'T-1' }],
      insure: ['clerk', { policyNumber: 'P-1' }],
      handOver: ['packer'],
    },
    result: 'Shipped 2 parcels to Ida',
  },
  'a customer order': {
    start: 'customer-order/start/order',
    by: 'clerk',
    form: {
      customer: 'Ida',
      email: 'ida@example.org',
      lines: [
        { article: 'vase', quantity: 1 },
        { article: 'lamp', quantity: 2 },
      ],
    },
    work: {
      check: ['clerk', { documentNumber: 'P 1', verified: true }],
      pack: ['packer', { outcome: 'packed' }],
      send: ['packer'],
    },
    result: 'Ida gets vase, lamp',
  },
  'an invoice': {
    start: 'invoice/start/enter',
    by: 'clerk',
    form: {
      number: 'R-1',
      supplier: 'Coffee & Co',
      amount: 20_000,
      account: 'DE89370400440532013000',
      payBy: '2030-01-31',
    },
    work: { approve: ['manager', { approved: false }] },
    result: 'Did not pay Coffee & Co',
  },
  'a journey': {
    start: 'travel-booking/start/plan',
    by: 'employee',
    form: { destination: 'Lisbon', leavesOn: '2030-05-01', nights: 3 },
    work: { approve: ['manager', { approved: true }] },
    result: 'To Lisbon: booked and paid',
  },
  'a blood test': {
    start: 'blood-test/start/secondSample',
    by: 'lab',
    form: { patient: 'Ada', bornOn: '1972-05-04', reason: 'Lost', hormones: true },
    work: {
      analyse: ['lab', { hemoglobin: 14, glucose: 5 }],
      testHormones: ['lab', { thyrotropin: 2 }],
      release: ['manager', { remark: 'Fine' }],
    },
    result: 'Hemoglobin 14 g/dl: Fine',
  },
  'a committee vote': {
    start: 'committee-vote/start/propose',
    by: 'employee',
    form: { question: 'Cake?', members: ['manager'] },
    work: { vote: ['manager', { yes: true }] },
    result: 'Cake? (1 of 1 voted)',
  },
};

onEachDatabase('The demo', (database) => {
  let db: TestDatabase;
  let app: DemoApp;
  const clients = new Map<string, DemoClient>();

  beforeAll(async () => {
    db = await database.create();
    app = await startDemoApp(db);
    for (const user of ['admin', 'manager', 'employee', 'clerk', 'packer', 'lab', 'bob']) {
      clients.set(user, await app.signIn(user));
    }
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const as = (user: string) => clients.get(user) as DemoClient;

  /** Completes what waits for one of the journey's people, once round. */
  async function workOn(journey: Journey): Promise<void> {
    for (const [node, [user, form]] of Object.entries(journey.work)) {
      for (const list of ['queue', 'inbox']) {
        const { body } = await as(user).get(`/workflow/${list}?node=${node}`);
        for (const { url, actions } of body.items) {
          if (actions.includes('assign')) await as(user).post(`${url}/assign`);
          const done = await as(user).post(`${url}/execute`, form ?? {});
          expect([node, done.status]).toEqual([node, 200]);
        }
      }
    }
  }

  it.each(Object.entries(JOURNEYS))('takes %s from its start to its end', async (_, journey) => {
    const started = await as(journey.by).post(`/workflow/${journey.start}`, journey.form);
    expect(started.status).toBe(201);
    const { body } = await until(
      async () => {
        await workOn(journey);
        return as('admin').get(started.body.process.url);
      },
      ({ body: process }) => process.status !== 'NEW',
    );
    expect(body).toMatchObject({ status: 'DONE', brief: journey.result });
  });

  it('shows bob nothing, and lets him start nothing', async () => {
    const { body } = await as('bob').get('/workflow/queue');
    expect(body).toEqual({ items: [], next: null });
    for (const { start, form } of Object.values(JOURNEYS).filter(
      (one) => one.start !== 'sample/start/start',
    )) {
      expect((await as('bob').post(`/workflow/${start}`, form)).status).toBe(403);
    }
  });

  it('documents every flow at /api, and is healthy', async () => {
    const { body } = await as('bob').get('/api-json');
    for (const { start } of Object.values(JOURNEYS)) {
      expect(Object.keys(body.paths)).toContain(`/workflow/${start.replace(/[^/]+$/, '{node}')}`);
    }
    expect((await as('bob').get('/health')).body).toEqual({ status: 'ok' });
  });
});
