import { FakeClock } from 'nestflow/testing';
import { Task, WorkflowViewset } from 'nestflow';
import { ParcelFlow } from '../http/support/parcel.flow.js';
import { type HttpApp, startHttpApp, USERS } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { runOn } from '../support/stores.js';
import { Browsing, text } from './support/browsing.js';

onDatabases(['pglite'], "the operator's pages", (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['boss'] = ['parcel.manage'];
    USERS['packer'] = ['parcel.pack'];
    USERS['viewer'] = ['parcel.view'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ParcelFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ParcelFlow] }),
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const as = (user: string) => new Browsing(app.url, user);
  const work = () => runOn(app.dataSource, [ParcelFlow], { clock: new FakeClock(new Date()) }).work();
  const send = async (depth = 0) => {
    const { body } = await app.as('admin').post('/workflow/parcel/start/send', { weight: 5, depth });
    return body.process.url as string;
  };
  const failed = async () => {
    const process = await send();
    await work();
    const { body } = await app.as('boss').get(process);
    return { process, task: body.failures[0].url as string };
  };

  it('B77 the page of a process shows its diagram, its tasks in order, what failed, and its family', async () => {
    const process = await send(1);
    await work();
    const page = await as('boss').get(process);
    expect(page.status).toBe(200);
    expect(page.html).toMatch(/<svg[^>]*class="nf-chart[^]*<title>Diagram of Parcel<\/title>/);
    expect(page.html).toContain('nf-badge--failed');
    const words = text(page.html);
    for (const part of [
      'A step has failed',
      'No carrier takes it',
      '1 attempt',
      'It waits for a decision',
      'Belongs together',
    ]) {
      expect(words).toContain(part);
    }
    const timeline = page.html.slice(page.html.indexOf('nf-timeline'));
    const order = ['Send', 'Both', 'Label', 'Pack'].map((title) =>
      timeline.search(new RegExp(`nf-task"[^>]*>${title}<`)),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect((await as('viewer').get(process)).html).not.toContain('/retry"');
    expect((await as('bob').get(process)).status).toBe(404);
  });

  it('tells failed processes from those that run, in words, and lists only them where asked', async () => {
    const boss = as('boss');
    const { process } = await failed();
    const running = await send();
    const list = '/workflow/parcel/processes';
    const rowOf = (html: string, url: string) => {
      const from = html.lastIndexOf('<tr', html.indexOf(`href="${url}"`));
      return text(html.slice(from, html.indexOf('</tr>', from)));
    };
    const all = await boss.get(list);
    expect(rowOf(all.html, process)).toContain('Step failed');
    expect(rowOf(all.html, running)).not.toContain('Step failed');
    const only = await boss.get(`${list}?failed=true&sort=createdAt`);
    expect(only.html).toContain(`href="${process}"`);
    expect(only.html).not.toContain(`href="${running}"`);
    expect(only.html).toMatch(/name="failed" value="true" checked/);
    expect(text(only.html)).toContain('Show all');
    expect((await boss.get(process)).html).toMatch(/nf-head[^]*nf-failed[^]*Step failed[^]*nf-failures/);
    expect((await boss.get(running)).html).not.toContain('nf-failed');
    const { items } = (await app.as('boss').get(`${list}?failed=true`)).body;
    expect(items.every(({ failed: one }: { failed: boolean }) => one)).toBe(true);
    expect((await app.as('boss').get(`${list}?failed=maybe`)).status).toBe(400);
  });

  it('retries, skips and cancels from the page of the process, and comes back to it', async () => {
    const boss = as('boss');
    const { process, task } = await failed();
    const page = await boss.get(process);
    const retried = await boss.submit(page, `${task}/retry`);
    expect(retried.location).toBe(process);
    expect(text((await boss.follow(retried)).html)).toContain('“Label” is tried again.');
    await work();
    const skipped = await boss.submit(await boss.get(process), `${task}/skip`);
    expect(text((await boss.follow(skipped)).html)).toContain('“Label” is skipped.');
  });

  it('retries with changed data from a form, says what does not fit, and tells what was changed', async () => {
    const boss = as('boss');
    const { process, task } = await failed();
    const changing = `<a class="btn" href="${task}/retry">`;
    expect((await as('viewer').get(task)).html).not.toContain(changing);
    const shown = (await boss.get(task)).html;
    expect(shown).toContain(changing);
    expect(shown.split(`action="${task}/retry"`)).toHaveLength(2);
    expect(shown).toMatch(/<button class="btn btn-primary">[^]{0,600}Retry<\/button>/);
    expect(text(shown)).toContain('It waits for a decision.');
    expect(text(shown)).not.toContain('waits for the application');
    const form = await boss.get(`${task}/retry`);
    expect(text(form.html)).toContain('Retry: Label');
    const wrong = await boss.submit(form, `${task}/retry`, { 'f.weight': '1000', 'f.carrier': 'DHL' });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toMatch(/value="1000"[^>]*aria-invalid="true"/);
    expect(wrong.html).toContain('value="DHL"');
    const right = await boss.submit(wrong, `${task}/retry`, {
      'f.weight': '7',
      'f.depth': '0',
      'f.carrier': '<b>DHL</b>',
    });
    expect(right.location).toBe(process);
    await work();
    const page = await boss.get(process);
    const { body } = await app.as('boss').get(process);
    expect(body.data).toMatchObject({ weight: 7, carrier: '<b>DHL</b>' });
    expect(body.failures).toEqual([]);
    expect(page.html).toContain('<del>5</del>');
    expect(page.html).toContain('<ins>&lt;b&gt;DHL&lt;/b&gt;</ins>');
    expect((await as('viewer').get(`${task}/retry`)).status).toBe(409);
  });

  it('asks before a process is cancelled, and says what goes with it', async () => {
    const boss = as('boss');
    const process = await send(1);
    const ask = await boss.get(`${process}/cancel`);
    for (const part of ['Pack', 'Timers', 'Background work', 'Label', 'Subprocesses', 'Parcel']) {
      expect(text(ask.html)).toContain(part);
    }
    expect((await as('viewer').get(`${process}/cancel`)).status).toBe(403);
    const done = await boss.submit(ask, `${process}/cancel`);
    expect(done.location).toBe(process);
    expect(text((await boss.follow(done)).html)).toContain('Cancelled');
    expect((await boss.get(`${process}/cancel`)).status).toBe(409);
  });

  it('B78 comments are text, tell whom they name, and one that is too long is shown again', async () => {
    const boss = as('boss');
    const process = await send();
    const said = `<img src=x onerror=alert(1)> @packer\nplease`;
    const added = await boss.submit(await boss.get(process), `${process}/comments`, { text: said });
    expect(added.location).toBe(`${process}#nf-comments`);
    const { html } = await boss.follow(added);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('<strong class="nf-mention nf-mention--other">@packer</strong>');

    const packer = as('packer');
    const flows = await packer.get('/workflow/flows');
    expect(text(flows.html)).toContain('You were named');
    expect(flows.html).toContain('nf-mention--me');
    await packer.submit(flows, `${process}/comments/seen`);
    expect(text((await packer.get('/workflow/flows')).html)).not.toContain('You were named');

    const long = await boss.submit(await boss.get(process), `${process}/comments`, {
      text: 'y'.repeat(4_001),
    });
    expect(long.status).toBe(422);
    expect(long.html).toContain('y'.repeat(4_001));
    expect(long.html).toMatch(/id="nf-text-error">[^<]*4000/);
  });

  it('B76 the board retries all failed of a column, for managers', async () => {
    const boss = as('boss');
    await failed();
    const board = await boss.get('/workflow/parcel');
    expect(text(board.html)).toContain('Retry all failed');
    expect(text((await as('viewer').get('/workflow/parcel')).html)).not.toContain('Retry all failed');
    const count = await app.dataSource.getRepository(Task).countBy({ node: 'label', status: 'ERROR' });
    const done = await boss.submit(board, '/workflow/parcel/retry', { node: 'label' });
    expect(text((await boss.follow(done)).html)).toMatch(new RegExp(`${count} steps? (is|are) tried again`));
    expect(await app.dataSource.getRepository(Task).countBy({ node: 'label', status: 'ERROR' })).toBe(0);
  });

  it('the diagram of a flow says how long its nodes take; lists are filtered by status', async () => {
    const stats = await as('viewer').get('/workflow/parcel/stats');
    expect(stats.html).toContain('class="nf-chart nf-chart--live"');
    expect(text(stats.html)).toContain('How long steps take');
    const done = await as('viewer').get('/workflow/parcel/processes?status=CANCELED');
    expect(done.html).toContain('<option value="CANCELED" selected>');
    expect((await as('packer').get('/workflow/parcel/stats')).status).toBe(403);
  });

  it('B75 the page of a process takes as many statements, however many tasks and comments it has', async () => {
    const process = await send();
    const measure = () => app.statements(() => as('boss').get(process));
    const few = await measure();
    for (let made = 0; made < 5; made++)
      await app.as('boss').post(`${process}/comments`, { text: `${made}` });
    await work();
    expect(await measure()).toBe(few);
  });
});
