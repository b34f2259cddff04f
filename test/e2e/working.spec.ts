import { Bank } from '../../apps/demo/src/flows/invoice/bank.js';
import { until } from '../support/until.js';
import { inDemo } from './support/demo-browser.js';

const INVOICE = {
  number: 'R-1',
  supplier: 'Coffee & Co',
  amount: 84.5,
  account: 'DE89370400440532013000',
  payBy: '2030-01-31',
};

inDemo('A day at work', { seed: false }, (demo) => {
  it('two people who take the same tasks at once share them, and are told so', async () => {
    const employee = await demo.app().signIn('employee');
    for (const text of ['one', 'two', 'three', 'four']) {
      await employee.post('/workflow/hello-world/start/start', { text });
    }
    const both = await Promise.all(['manager', 'admin'].map((user) => demo.at(user)));
    for (const person of both) {
      // Neither is told in time what the other has taken: else it would be gone from their page.
      await person.page.route(
        ({ pathname }) => pathname.endsWith('/live'),
        (route) => route.fulfill({ status: 204 }),
      );
      await person.open('/workflow/queue?flow=hello-world');
      await person.page.locator('[data-nf-all]').check();
    }
    await Promise.all(
      both.map((person) =>
        person.turning(() => person.page.locator('button[form="nf-bulk"][data-nf-bulk]').click()),
      ),
    );
    const taken: number[] = [];
    for (const person of both) {
      const said = await person.text();
      await person.open('/workflow/inbox?flow=hello-world');
      const mine = await person.page.locator('a.nf-task').count();
      expect(said.match(/somebody else was faster/g) ?? []).toHaveLength(4 - mine);
      taken.push(mine);
    }
    expect(taken[0]! + taken[1]!).toBe(4);
  });

  it('a draft is kept as one types, and survives a reload', async () => {
    const clerk = await demo.app().signIn('clerk');
    const { body } = await clerk.post('/workflow/invoice/start/enter', INVOICE);
    const manager = await demo.at('manager');
    await manager.open(body.next[0].url);
    await manager.press('/assign');
    await manager.page.locator('[name="f.note"]').fill('Ask Ida whether the beans were');
    await manager.choose('approved', 'false');
    await until(
      () => manager.page.locator('[data-nf-draft-state]').textContent(),
      (state) => state !== null && state !== '',
    );
    await manager.page.reload();
    expect(await manager.page.locator('[name="f.note"]').inputValue()).toBe('Ask Ida whether the beans were');
    expect(await manager.page.locator('input[name="f.approved"][value="false"]').isChecked()).toBe(true);
    const process = await clerk.get(body.process.url);
    expect(process.body.data.note).toBeUndefined();
  });

  it('what has failed says why, and goes on when it is tried again', async () => {
    const bank = demo.app().get(Bank);
    const transfer = bank.transfer.bind(bank);
    bank.transfer = () => Promise.reject(new Error('The bank does not answer.'));
    const [clerk, boss] = await Promise.all(['clerk', 'manager'].map((user) => demo.app().signIn(user)));
    const { body } = await clerk!.post('/workflow/invoice/start/enter', { ...INVOICE, number: 'R-2' });
    const { url } = body.next[0];
    await boss!.post(`${url}/assign`);
    await boss!.post(`${url}/execute`, { approved: true });
    const failed = await until(
      () => boss!.get('/workflow/invoice/tasks?status=ERROR'),
      ({ body: list }) => list.items.length === 1,
    );

    const manager = await demo.at('manager');
    await manager.open('/workflow/invoice');
    expect(await manager.text()).toContain('The bank does not answer.');
    await manager.open(failed.body.items[0].url);
    expect(await manager.text()).toContain('The bank does not answer.');
    bank.transfer = transfer;
    await manager.press('/retry');
    const process = await until(
      () => boss!.get(body.process.url),
      ({ body: now }) => now.data.transfer !== undefined,
    );
    expect(process.body.tasks.filter(({ status }: { status: string }) => status === 'ERROR')).toEqual([]);
  });
});
