import { Logger } from '@nestjs/common';
import { FlowRun } from 'nestflow/testing';
import { Bank } from '../../apps/demo/src/flows/invoice/bank.js';
import { InvoiceFlow } from '../../apps/demo/src/flows/invoice/invoice.flow.js';

describe('Invoice', () => {
  beforeAll(() => Logger.overrideLogger(false));

  const clerk = { id: 'clerk', permissions: ['invoices.enter'] };
  const manager = { id: 'manager', permissions: ['invoices.approve'] };
  const GERMAN = 'DE89370400440532013000';
  const SWISS = 'CH9300762011623852957';

  async function entered({ amount = 100, account = GERMAN } = {}) {
    const bank = new Bank();
    const run = new FlowRun([InvoiceFlow], { instances: new Map([[InvoiceFlow, new InvoiceFlow(bank)]]) });
    const invoice = { number: 'R-1', supplier: 'Coffee Ltd', amount, account, payBy: '2026-12-24' };
    const { process } = await run.start(InvoiceFlow, 'enter', invoice, { user: clerk });
    return { run, id: process.id };
  }

  /** Approved, and paid or tried as often as it is tried. */
  async function approved(invoice = {}) {
    const { run, id } = await entered(invoice);
    await run.complete(id, 'approve', { approved: true }, manager);
    await run.work();
    for (let attempt = 2; attempt <= 3; attempt++) await run.advance('10s');
    return { run, id };
  }

  it('is due on the day it is to be paid by', async () => {
    const { run, id } = await entered({ amount: 5000 });
    expect(await run.newest(id, 'approve')).toMatchObject({ dueAt: new Date('2026-12-24'), priority: 1 });
  });

  it('is not paid unless it is approved', async () => {
    const { run, id } = await entered();
    await run.complete(id, 'approve', { approved: false, note: 'never ordered' }, manager);
    expect((await run.history(id)).slice(-1)).toEqual(['refused DONE']);
  });

  it('ends when the bank confirms; then nobody needs to ask it', async () => {
    const { run, id } = await approved();
    expect(await run.waiting(id)).toEqual(['confirmed', 'fiveDaysPassed']);
    expect(await run.messages.send('payment-confirmed', 'R-1', {})).toBe('taken');
    expect(await run.newest(id, 'fiveDaysPassed')).toMatchObject({ status: 'CANCELED' });
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('lets somebody ask the bank every five days until it confirms', async () => {
    const { run, id } = await approved();
    for (let time = 1; time <= 2; time++) {
      await run.advance('5d');
      expect(await run.waiting(id)).toEqual(['askBank']);
      await run.complete(id, 'askBank', undefined, clerk);
    }
    await run.messages.send('payment-confirmed', 'R-1', {});
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('lets somebody find the money when there is not enough, and pays again', async () => {
    const { run, id } = await approved({ amount: 20_000 });
    expect(await run.waiting(id)).toEqual(['findMoney']);
    await run.with(id, 'findMoney', {}, ({ process }) => {
      Object.assign(process.data, { amount: 9000 });
    });
    await run.complete(id, 'findMoney', undefined, clerk);
    await run.work();
    expect(await run.waiting(id)).toEqual(['confirmed', 'fiveDaysPassed']);
  });

  it('fails visibly when the bank cannot pay at all', async () => {
    const { run, id } = await approved({ account: SWISS });
    expect(await run.newest(id, 'pay')).toMatchObject({ status: 'ERROR', attempts: 3 });
    expect((await run.process(id)).status).toBe('NEW');
  });

  it('comes in as a message, too', async () => {
    const { run } = await entered();
    const invoice = { number: 'R-2', supplier: 'Tea Ltd', amount: 7, account: GERMAN, payBy: '2026-12-24' };
    expect(await run.messages.send('invoice-received', '', invoice)).toBe('started');
    const id = run.events.findLast(({ type }) => type === 'process.started')?.processId;
    expect(await run.waiting(id ?? '')).toEqual(['approve']);
  });
});
