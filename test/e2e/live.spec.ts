import { inDemo, type Person } from './support/demo-browser.js';

/** Marks the page, so that it is seen when it was loaded anew. */
const mark = ({ page }: Person) => page.evaluate("window.sameAsBefore = 'yes'");
const isSame = ({ page }: Person) => page.evaluate<string | undefined>('window.sameAsBefore');
/** What is announced to those who do not see the page. */
const announced = (person: Person, words: RegExp) =>
  person.page.locator('#nf-live').filter({ hasText: words }).waitFor({ state: 'attached' });

/** In the place of the browser's streams: what the server says comes when the story says so. */
const STREAMS = `
  const streams = [];
  window.EventSource = class extends EventTarget {
    static CLOSED = 2;
    constructor() { super(); streams.push(this); }
    close() { streams.splice(streams.indexOf(this), 1); }
  };
  window.tell = (id) => {
    const data = JSON.stringify({ processes: [{ id }], lists: true });
    for (const stream of streams) stream.dispatchEvent(new MessageEvent('change', { data }));
  };
`;

inDemo('Live pages', { seed: false }, (demo) => {
  async function write(text: string) {
    const employee = await demo.app().signIn('employee');
    const { body } = await employee.post('/workflow/hello-world/start/start', { text });
    return { process: body.process.url as string, task: body.next[0].url as string };
  }

  it('a list and its count follow what others do, without loading the page, and say so politely', async () => {
    const manager = await demo.at('manager');
    await manager.open('/workflow/queue');
    await mark(manager);
    const { task } = await write('Look at the queue');
    await manager.page.getByText('Look at the queue').waitFor();
    await manager.page.locator('[data-nf-menu="queue"] [data-nf-count]').filter({ hasText: '1' }).waitFor();
    await announced(manager, /Queue, 1 task\./);

    const other = await demo.app().signIn('manager');
    await other.post(`${task}/assign`);
    await manager.page.locator('[data-nf-menu="inbox"] [data-nf-count]').filter({ hasText: '1' }).waitFor();
    await manager.page.getByText('Look at the queue').waitFor({ state: 'detached' });
    expect(await isSame(manager)).toBe('yes');
    expect(manager.complaints).toEqual([]);
  });

  it('what one has selected stays selected, and is no other task, when the list moves', async () => {
    const first = await write('Somebody else takes this');
    const second = await write('This one is mine');
    await write('This one is nobody’s');
    const manager = await demo.at('manager');
    await manager.open('/workflow/queue');
    const row = manager.page.locator('[data-nf-row]', { hasText: 'This one is mine' });
    await row.locator('[data-nf-tick]').check();

    const other = await demo.app().signIn('manager');
    await other.post(`${first.task}/assign`);
    await manager.page.getByText('Somebody else takes this').waitFor({ state: 'detached' });
    const ticked = manager.page.locator('[data-nf-tick]:checked');
    expect(await ticked.evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value')))).toEqual([
      second.task.split('/').at(-1),
    ]);
    expect(await row.locator('[data-nf-tick]').isChecked()).toBe(true);
    expect(await manager.page.locator('[data-nf-all]').isVisible()).toBe(true);
    await manager.turning(() => manager.page.locator('[data-nf-bulk]').click());
    expect(await manager.text()).toContain('1 task is yours.');
    expect(await manager.page.getByText('This one is mine').count()).toBe(0);
  });

  it('the diagram of a process moves while somebody types a comment, which stays', async () => {
    const { process, task } = await write('Look at the diagram');
    const admin = await demo.at('admin');
    await admin.open(process);
    await mark(admin);
    await admin.page.locator('[data-node="approve"].is-waiting').waitFor();
    await admin.page.locator('#nf-text').fill('I am still typing');
    await admin.page.locator('[data-nf-zoom="in"]').click();
    const zoomed = await admin.page.locator('svg.nf-chart').getAttribute('viewBox');

    const manager = await demo.app().signIn('manager');
    await manager.post(`${task}/assign`);
    await manager.post(`${task}/execute`, { approved: true });
    await admin.page.locator('[data-node="approve"].is-done').waitFor();
    await admin.page.locator('.nf-timeline').getByText('Check approve').waitFor();
    expect(await admin.page.locator('#nf-text').inputValue()).toBe('I am still typing');
    expect(await admin.page.locator('svg.nf-chart').getAttribute('viewBox')).toBe(zoomed);
    expect(await isSame(admin)).toBe('yes');
    expect(admin.complaints).toEqual([]);
  });

  it('a page on which one works is left as it is, and says that it has changed', async () => {
    const { task } = await write('Look at the task');
    const manager = await demo.at('manager');
    await manager.open(task);
    const note = manager.page.locator('[data-nf-changed]');
    expect(await note.isVisible()).toBe(false);
    const other = await demo.app().signIn('manager');
    await other.post(`${task}/assign`);
    await note.waitFor();
    expect(await manager.button('/assign').count()).toBe(1);
    await manager.turning(() => note.locator('a').click());
    expect(await manager.button('/execute').count()).toBe(1);
  });

  it('it says nothing of what the reader has done, however late that is told, but of another’s change', async () => {
    const { process, task } = await write('Mine, then ours');
    const manager = await demo.at('manager');
    await manager.page.addInitScript(STREAMS);
    await manager.open(task);
    const tell = async () => {
      const looked = manager.page.waitForResponse(
        (response) => response.request().headers()['x-nestflow-quiet'] === '1',
      );
      await manager.page.evaluate(`tell(${JSON.stringify(process.split('/').at(-1))})`);
      await (await looked).finished();
    };
    await manager.press('/assign');
    const note = manager.page.locator('[data-nf-changed]');
    await tell();
    expect(await note.isVisible()).toBe(false);

    const employee = await demo.app().signIn('employee');
    await employee.post(`${process}/comments`, { text: 'Wait a moment' });
    await tell();
    await note.waitFor();
    expect(manager.complaints).toEqual([]);
  });

  it('a diagram is moved and magnified by keys', async () => {
    const { process } = await write('Look closer');
    const admin = await demo.at('admin');
    await admin.open(process);
    const diagram = admin.page.locator('[data-nf-diagram]');
    const view = async () =>
      ((await diagram.locator('svg.nf-chart').getAttribute('viewBox')) ?? '').split(' ').map(Number) as [
        number,
        number,
        number,
      ];
    const [, , whole] = await view();
    await diagram.focus();
    await admin.page.keyboard.press('+');
    const [left, , near] = await view();
    expect(near).toBeLessThan(whole);
    await admin.page.keyboard.press('ArrowRight');
    expect((await view())[0]).toBeGreaterThan(left);
    await admin.page.keyboard.press('0');
    expect((await view())[2]).toBe(whole);
  });
});
