import { FlowRun } from 'nestflow/testing';
import { OrderShipmentFlow } from '../../apps/demo/src/flows/order-shipment/order-shipment.flow.js';
import { Delivery } from '../../apps/demo/src/flows/order-shipment/shipment.js';

describe('Order shipment', () => {
  const ann = { id: 'ann', permissions: ['shipment.clerk'] };
  const ben = { id: 'ben', permissions: ['shipment.clerk'] };
  const pete = { id: 'pete', permissions: ['shipment.pack'] };

  async function ordered(value: number) {
    const reminded: string[] = [];
    const warehouse = { remind: async (customer: string) => void reminded.push(customer) };
    const run = new FlowRun([OrderShipmentFlow], {
      instances: new Map([[OrderShipmentFlow, new OrderShipmentFlow(warehouse as never)]]),
    });
    const shipment = { customer: 'Ida', address: 'Main Street 1', parcels: 3, value };
    const { process } = await run.start(OrderShipmentFlow, 'order', shipment, { user: ann });
    return { run, id: process.id, reminded };
  }

  it('gives the choice of a carrier to whoever entered the order, while the warehouse packs', async () => {
    const { run, id } = await ordered(100);
    expect(await run.waiting(id)).toEqual(['chooseDelivery', 'pack']);
    expect(await run.newest(id, 'chooseDelivery')).toMatchObject({ status: 'ASSIGNED', owner: 'ann' });
    expect(await run.newest(id, 'pack')).toMatchObject({ status: 'NEW', permission: 'shipment.pack' });
  });

  it.each([
    ['cheap goods by post need a label', 100, ['printLabel']],
    ['valuable goods by post need an insurance too, in any order', 900, ['insure', 'printLabel']],
  ])('%s', async (_, value, papers) => {
    const { run, id } = await ordered(value);
    await run.complete(id, 'chooseDelivery', { delivery: Delivery.Post }, ann);
    await run.complete(id, 'pack', undefined, pete);
    const forms = { insure: { policyNumber: 'P-1' }, printLabel: { trackingNumber: 'T-1' } };
    for (const paper of papers) {
      expect(await run.waiting(id)).toContain(paper);
      expect(await run.waiting(id)).not.toContain('handOver');
      await run.complete(id, paper, forms[paper as keyof typeof forms], ben);
    }
    expect(await run.newest(id, 'handOver')).toMatchObject({ status: 'ASSIGNED', owner: 'pete' });
    await run.complete(id, 'handOver', undefined, pete);
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('lets whoever chose freight book the haulier', async () => {
    const { run, id } = await ordered(900);
    await run.complete(id, 'chooseDelivery', { delivery: Delivery.Freight }, ann);
    expect(await run.newest(id, 'bookHaulier')).toMatchObject({ owner: 'ann' });
    await run.complete(id, 'bookHaulier', { haulier: 'Big Lorries' }, ann);
    await run.complete(id, 'pack', undefined, pete);
    await run.complete(id, 'handOver', undefined, pete);
    expect(await run.process(id)).toMatchObject({ status: 'DONE', data: { haulier: 'Big Lorries' } });
  });

  it('reminds the warehouse after a day, and packing goes on', async () => {
    const { run, id, reminded } = await ordered(100);
    await run.advance('1d');
    expect(reminded).toEqual(['Ida']);
    expect(await run.newest(id, 'pack')).toMatchObject({ status: 'NEW' });
    expect(await run.process(id)).toMatchObject({ status: 'NEW', data: { reminders: 1 } });
  });

  it('reminds nobody when the goods are packed in time', async () => {
    const { run, id, reminded } = await ordered(100);
    await run.complete(id, 'pack', undefined, pete);
    await run.advance('2d');
    expect(reminded).toEqual([]);
  });
});
