import { until } from '../support/until.js';
import { inDemo, type Person } from './support/demo-browser.js';

/** Opens what is listed under these words. */
async function openListed(person: Person, list: string, words: string): Promise<void> {
  await person.open(list);
  await person.turning(() => person.page.locator('a.nf-task', { hasText: words }).first().click());
}

/** Loads the page again until it says so. */
async function says(person: Person, words: string): Promise<void> {
  await until(
    async () => {
      await person.page.reload();
      return person.text();
    },
    (text) => text.includes(words),
  );
}

inDemo('The tour of the README', { seed: true }, (demo) => {
  it('steps 1 and 2: a message is started, approved, and seen to be sent without a reload', async () => {
    const employee = await demo.at('employee');
    await employee.open('/workflow/hello-world/start/start');
    await employee.page.locator('input[name="f.text"]').fill('Look, no hands');
    await employee.press('/start/start');
    const manager = await demo.at('manager');
    await openListed(manager, '/workflow/queue?flow=hello-world', 'Look, no hands');
    await manager.press('/assign');
    await manager.choose('approved', 'true');
    await manager.turning(() => manager.page.locator('[data-nf-complete]').click());
    await employee.page.getByText("Sent 'Look, no hands'").first().waitFor();
  });

  it('step 3: a failed payment is retried with another account, and listed', async () => {
    const manager = await demo.at('manager');
    await until(
      async () => {
        await manager.open('/workflow/invoice');
        return manager.text();
      },
      (text) => text.includes('Expected an account in a country of the euro'),
    );
    await openListed(manager, '/workflow/invoice/processes', 'Alpine Software');
    await manager.turning(() => manager.page.locator('a[href$="/retry"]').click());
    await manager.page.locator('[name="f.account"]').fill('DE89370400440532013000');
    await manager.turning(() => manager.page.locator('form[action$="/retry"] button.btn-primary').click());
    await manager.open('/workflow/invoice/payments');
    await says(manager, 'R-2005');
  });

  it('step 4: a customer is told what is sold out', async () => {
    const clerk = await demo.at('clerk');
    await openListed(clerk, '/workflow/inbox', 'Tell Finn Daly');
    await clerk.press('/execute');
    await openListed(clerk, '/workflow/customer-order/processes', 'Finn Daly');
    expect(await clerk.text()).toMatch(/Item packing|carpet/);
  });

  it('step 5: the warehouse packs with its slip', async () => {
    const packer = await demo.at('packer');
    await openListed(packer, '/workflow/inbox', 'Hotel Aurora');
    expect(await packer.text()).toContain('handle with care');
    await packer.press('/execute');
  });

  it('step 6: the third yes of five decides', async () => {
    for (const user of ['employee', 'manager']) {
      const voter = await demo.at(user);
      await openListed(voter, '/workflow/inbox', 'coffee machine');
      await voter.turning(() => voter.page.locator('button[name="f.yes"][value="true"]').click());
    }
    const admin = await demo.app().signIn('admin');
    const { body } = await admin.get('/workflow/committee-vote/processes?q=V-13');
    expect(body.items).toMatchObject([
      { status: 'DONE', brief: 'Shall we buy a new coffee machine? (4 of 5 voted)' },
    ]);
  });

  it('step 7: a journey that is too expensive is given back', async () => {
    const manager = await demo.at('manager');
    await until(
      async () => {
        await manager.open('/workflow/queue?flow=travel-booking');
        return manager.text();
      },
      (text) => text.includes('Reykjavik'),
    );
    await manager.turning(() => manager.page.locator('a.nf-task', { hasText: 'Reykjavik' }).click());
    await manager.press('/assign');
    await manager.choose('approved', 'true');
    await manager.turning(() => manager.page.locator('[data-nf-complete]').click());
    await manager.open('/workflow/travel-booking/processes');
    await says(manager, 'To Reykjavik: given back');
  });

  it('step 8: who has analysed does not release', async () => {
    const [lab, manager] = await Promise.all(['lab', 'manager'].map((user) => demo.at(user)));
    await lab!.open('/workflow/queue');
    expect(await lab!.text()).not.toContain('Cleo Marsh');
    await openListed(manager!, '/workflow/queue', 'Cleo Marsh');
    await manager!.press('/assign');
    await manager!.press('/execute');
  });
});
