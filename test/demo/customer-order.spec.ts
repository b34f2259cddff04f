import { FlowRun } from 'nestflow/testing';
import { CustomerOrderFlow } from '../../apps/demo/src/flows/customer-order/customer-order.flow.js';
import { CustomerVerificationFlow } from '../../apps/demo/src/flows/customer-order/customer-verification.flow.js';
import { ItemPackingFlow } from '../../apps/demo/src/flows/customer-order/item-packing.flow.js';
import { Packed } from '../../apps/demo/src/flows/customer-order/order.js';

describe('Customer order', () => {
  const clerk = { id: 'clerk', permissions: ['orders.enter', 'verification.check'] };
  const packer = { id: 'packer', permissions: ['packing.pack'] };
  const lines = ['vase', 'lamp', 'chair'].map((article) => ({ article, quantity: 2 }));

  async function ordered() {
    const run = new FlowRun([CustomerOrderFlow, CustomerVerificationFlow, ItemPackingFlow]);
    const order = { customer: 'Ida', email: 'ida@example.org', lines };
    const { process } = await run.start(CustomerOrderFlow, 'order', order, { user: clerk });
    const children = async (flow: string) => {
      const started = run.events.filter(({ type }) => type === 'process.started');
      const all = await Promise.all(started.map(({ processId }) => run.process(processId ?? '')));
      return all.filter((one) => one.flow === flow).map(({ id }) => id);
    };
    const [verification] = await children('customer-verification');
    return { run, id: process.id, children, verification: verification! };
  }

  async function verified() {
    const order = await ordered();
    await order.run.complete(order.verification, 'check', { documentNumber: 'X1', verified: true }, clerk);
    return { ...order, items: await order.children('item-packing') };
  }

  it('verifies the customer by a process of its own before anything is packed', async () => {
    const { run, id, verification } = await ordered();
    expect(await run.waiting(id)).toEqual(['verifyCustomer']);
    expect(await run.process(verification)).toMatchObject({ data: { customer: 'Ida' } });
  });

  it('ends when the customer cannot be verified', async () => {
    const { run, id, verification } = await ordered();
    const papers = { documentNumber: '?', verified: false, reason: 'expired' };
    await run.complete(verification, 'check', papers, clerk);
    expect((await run.process(verification)).status).toBe('FAILED');
    expect((await run.history(id)).slice(-2)).toEqual(['verifyCustomer:error DONE', 'refused DONE']);
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('packs every line by a process of its own, and sends when all are packed', async () => {
    const { run, id, items } = await verified();
    expect(items).toHaveLength(3);
    for (const item of [...items].reverse()) {
      expect(await run.waiting(id)).toEqual(['packLines']);
      await run.complete(item, 'pack', { outcome: Packed.Yes }, packer);
    }
    await run.complete(id, 'send', undefined, packer);
    expect(await run.process(id)).toMatchObject({
      status: 'DONE',
      data: { packed: ['vase', 'lamp', 'chair'] },
    });
  });

  it('lets whoever entered the order tell the customer what is sold out, while the rest is packed', async () => {
    const { run, id, items } = await verified();
    await run.complete(items[1]!, 'pack', { outcome: Packed.SoldOut }, packer);
    expect(await run.waiting(id)).toEqual(['packLines', 'tellCustomer']);
    expect(await run.newest(id, 'tellCustomer')).toMatchObject({ status: 'ASSIGNED', owner: 'clerk' });
    for (const index of [0, 2]) await run.complete(items[index]!, 'pack', { outcome: Packed.Yes }, packer);
    expect(await run.process(id)).toMatchObject({ data: { packed: ['vase', 'chair'] } });
  });

  it('withdraws the packing of an order that is cancelled', async () => {
    const { run, id, items } = await verified();
    await run.flow(CustomerOrderFlow).cancel(id);
    for (const item of items) expect((await run.process(item)).status).toBe('CANCELED');
  });
});
