import { inDemo, type DemoBrowser, type Person } from './support/demo-browser.js';

/** Presses Tab until what has the focus fits, and then Enter. */
async function tabTo({ page }: Person, selector: string, key = 'Enter'): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.locator(`:is(${selector}):focus`).count()) > 0) {
      return page.keyboard.press(key);
    }
  }
  throw new Error(
    `Expected to reach ${selector} with the Tab key, but did not in 60 presses of ${page.url()}.`,
  );
}

/** Goes on until the page says it. */
async function untilSaid(person: Person, words: string): Promise<void> {
  for (let visits = 0; visits < 50; visits++) {
    if ((await person.text()).includes(words)) return;
    await person.page.waitForTimeout(100);
    await person.page.reload();
  }
  throw new Error(`Expected the page to say '${words}', but it says:\n${await person.text()}`);
}

inDemo('A whole hello world', { seed: false }, (demo: DemoBrowser) => {
  it('by three people at three browsers', async () => {
    const [employee, manager, admin] = await Promise.all(
      ['employee', 'manager', 'admin'].map((user) => demo.at(user)),
    );
    await employee!.open('/workflow/flows');
    await employee!.turning(() => employee!.page.locator('a[href$="/hello-world/start/start"]').click());
    await employee!.page.locator('input[name="f.text"]').fill('Hi & <b>welcome</b>');
    await employee!.press('/start/start');
    const process = employee!.path.split('?', 1)[0] ?? '';
    expect(await employee!.text()).toContain("Send 'Hi & <b>welcome</b>' message to the world");

    await manager!.open('/workflow/queue');
    await manager!.turning(() => manager!.page.locator('a.nf-task').click());
    await manager!.press('/assign');
    await manager!.choose('approved', 'true');
    await manager!.press('/execute');
    expect(manager!.path).toBe('/workflow/inbox');
    await manager!.open('/workflow/archive');
    expect(await manager!.page.locator('a.nf-task').count()).toBe(1);

    await admin!.open(process);
    await untilSaid(admin!, "Sent 'Hi & <b>welcome</b>'");
    for (const person of [employee!, manager!, admin!]) expect(person.complaints).toEqual([]);
  });

  it('with the keyboard alone', async () => {
    const employee = await demo.at('employee');
    await tabTo(employee, 'a[href$="/workflow/flows"]');
    await employee.page.waitForURL('**/workflow/flows');
    await tabTo(employee, 'a[href$="/hello-world/start/start"]');
    await employee.page.waitForURL('**/start/start');
    await tabTo(employee, 'input[name="f.text"]', 'End');
    await employee.page.keyboard.type('No mouse');
    await employee.page.keyboard.press('Enter');
    await employee.page.waitForURL((url) => !url.pathname.includes('/start/'));

    const manager = await demo.at('manager');
    await tabTo(manager, 'a[href$="/workflow/queue"]');
    await manager.page.waitForURL('**/workflow/queue');
    await tabTo(manager, 'tr:last-child a.nf-task');
    await manager.page.waitForURL('**/approve/**');
    await tabTo(manager, 'form[action$="/assign"] button');
    await manager.page.waitForSelector('form[action$="/execute"]');
    await tabTo(manager, 'input[name="f.approved"]', 'Space');
    await tabTo(manager, 'form[action$="/execute"] button[data-nf-complete]');
    await manager.page.waitForURL('**/workflow/inbox');

    await employee.page.bringToFront();
    await untilSaid(employee, "Sent 'No mouse'");
  });

  it('without JavaScript', async () => {
    const employee = await demo.at('employee', { javaScriptEnabled: false });
    await employee.open('/workflow/hello-world/start/start');
    await employee.press('/start/start');
    expect(await employee.page.locator('.invalid-feedback').count()).toBe(1);
    await employee.page.locator('input[name="f.text"]').fill('No scripts');
    await employee.press('/start/start');
    const process = employee.path;

    const manager = await demo.at('manager', { javaScriptEnabled: false });
    await manager.open('/workflow/queue');
    await manager.page.locator('input[name="task"]').last().check();
    await manager.turning(() => manager.page.locator('button[form="nf-bulk"]').click());
    await manager.open('/workflow/inbox');
    await manager.turning(() => manager.page.locator('a.nf-task').click());
    await manager.choose('approved', 'false');
    await manager.press('/execute');
    await employee.open(process);
    await untilSaid(employee, 'Message was rejected');
  });
});
