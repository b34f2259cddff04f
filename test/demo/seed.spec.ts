import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { until } from '../support/until.js';
import { startDemoApp, type DemoClient } from './support/demo-app.js';

onEachDatabase("The demo's seed", (database) => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await database.create();
  });
  afterAll(() => db.drop());

  it('leaves work for everybody, of every flow, and is planted once', async () => {
    const first = await startDemoApp(db, { seed: true });
    const admin = await first.signIn('admin');
    const processes = async (flow: string) =>
      (await admin.get(`/workflow/${flow}/processes?limit=100`)).body.items;
    const statuses = async (flow: string) =>
      [...new Set((await processes(flow)).map((one: { status: string }) => one.status))].sort();
    const taskStatuses = async (query: string) => (await admin.get(`/workflow/${query}`)).body.items;

    expect(
      await until(
        () => statuses('hello-world'),
        (all) => all.length === 3,
      ),
    ).toEqual(['CANCELED', 'DONE', 'NEW']);
    for (const flow of ['order-shipment', 'customer-order', 'invoice', 'blood-test', 'committee-vote']) {
      expect([
        flow,
        await until(
          () => statuses(flow),
          (all) => all.length > 1,
        ),
      ]).toEqual([flow, ['DONE', 'NEW']]);
    }
    expect(await statuses('customer-verification')).toContain('FAILED');
    await until(
      () => taskStatuses('invoice/tasks?status=ERROR'),
      (failed) => failed.length === 1,
    );
    for (const user of ['manager', 'employee', 'clerk', 'packer', 'lab']) {
      const client = await first.signIn(user);
      const [inbox, queue] = await Promise.all(
        ['inbox', 'queue'].map((list) => client.get(`/workflow/${list}`)),
      );
      expect([user, [...inbox!.body.items, ...queue!.body.items].length > 0]).toEqual([user, true]);
    }
    const flows = [
      'hello-world',
      'order-shipment',
      'customer-order',
      'item-packing',
      'invoice',
      'blood-test',
    ];
    const counts = (client: DemoClient) =>
      Promise.all(
        flows.map(
          async (flow) => (await client.get(`/workflow/${flow}/processes?limit=100`)).body.items.length,
        ),
      );
    const before = await counts(admin);
    await first.close();

    const second = await startDemoApp(db, { seed: true });
    expect(await counts(await second.signIn('admin'))).toEqual(before);
    await second.close();
  });
});
