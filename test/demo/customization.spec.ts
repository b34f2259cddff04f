import { onDatabases, type TestDatabase } from '../support/databases.js';
import { until } from '../support/until.js';
import { text } from '../pages/support/browsing.js';
import { startDemoApp, type DemoApp } from './support/demo-app.js';

onDatabases(['pglite'], 'What the demo makes its own', (database) => {
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

  /** Starts a process, and answers its address and that of its first task at a node. */
  async function started(by: string, start: string, form: object, node: string) {
    const { body } = await (await app.signIn(by)).post(`/workflow/${start}`, form);
    const task = body.next.find((one: { node: string }) => one.node === node);
    return { process: body.process.url as string, task: task.url as string };
  }

  it('a block of one node’s page: the message as it will be read', async () => {
    const { task } = await started('employee', 'hello-world/start/start', { text: '5 > 4' }, 'approve');
    const manager = await app.browse('manager');
    await manager.submit(await manager.get(task), `${task}/assign`);
    const page = await manager.get(task);
    expect(page.html).toContain('<blockquote class="demo-quote">5 &gt; 4</blockquote>');
    expect(page.html).toContain('name="f.approved"');
  });

  it('a node with a page of its own: the packing slip', async () => {
    const shipment = { customer: 'Ida', address: 'Main Street 1', parcels: 2, value: 900 };
    const { task } = await started('clerk', 'order-shipment/start/order', shipment, 'pack');
    const packer = await app.browse('packer');
    expect((await packer.get('/workflow/queue')).html).toContain('<th scope="col">Reference</th>');
    await packer.submit(await packer.get(task), `${task}/assign`);
    const page = await packer.get(task);
    expect(text(page.html)).toContain('2 parcels · handle with care');
    expect((await (await app.browse('clerk')).get('/workflow/order-shipment/tasks')).html).toContain(
      '<td data-label="Customer">Ida</td><td data-label="Parcels">2</td>',
    );
    expect((await packer.submit(page, `${task}/execute`)).status).toBe(303);
    expect((await (await app.signIn('admin')).get(task)).body.status).toBe('DONE');
  });

  it('a node kind that brings its page: yes and no', async () => {
    const motion = { question: 'Cake?', members: ['manager'] };
    const { process, task } = await started('employee', 'committee-vote/start/propose', motion, 'vote');
    const manager = await app.browse('manager');
    const page = await manager.get(task);
    expect(page.html).toContain('<p class="demo-vote__question">Cake?</p>');
    const voted = await manager.submit(page, `${task}/execute`, { 'f.yes': 'true' });
    expect(voted.status).toBe(303);
    const { body } = await (await app.signIn('admin')).get(process);
    expect(body).toMatchObject({ status: 'DONE', data: { votes: [{ member: 'manager', yes: true }] } });
  });

  it('columns, a menu entry, and a route beside those of its flow', async () => {
    const invoice = {
      ...{ number: 'R-9', supplier: 'Tea & Sons', amount: 12.5 },
      ...{ account: 'DE89370400440532013000', payBy: '2030-01-31' },
    };
    const { task } = await started('clerk', 'invoice/start/enter', invoice, 'approve');
    const [clerk, boss] = [await app.browse('clerk'), await app.signIn('manager')];
    const list = await clerk.get('/workflow/invoice/processes');
    expect(list.html).toContain('<td data-label="Supplier" class="text-nowrap">Tea &amp; Sons</td>');
    expect(list.html).toContain('href="/workflow/invoice/payments"');
    expect(text((await clerk.get('/workflow/invoice/payments')).html)).toContain('No invoice has been paid');
    await boss.post(`${task}/assign`);
    await boss.post(`${task}/execute`, { approved: true });
    await until(
      () => boss.get('/workflow/invoice/payments'),
      ({ body }) => body.payments.length === 1,
    );
    expect(text((await clerk.get('/workflow/invoice/payments')).html)).toContain('R-9 Tea & Sons 12.5 €');
    expect((await (await app.signIn('bob')).get('/workflow/invoice/payments')).body).toEqual({
      payments: [],
    });
  });

  it('colours', async () => {
    const page = await (await app.browse('bob')).get('/workflow/inbox');
    const [address = ''] = /\/demo\/demo\.css/.exec(page.html) ?? [];
    const styles = await fetch(`${app.url}${address}`);
    expect([styles.status, await styles.text()]).toEqual([200, expect.stringContaining('--nf-accent')]);
  });
});
