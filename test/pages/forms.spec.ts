import { WorkflowViewset } from 'nestflow';
import { type HttpApp, startHttpApp, USERS } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, type Seen, text } from './support/browsing.js';
import { ExpenseFlow } from './support/expense.flow.js';

const START = '/workflow/expense/start/file';
const FILLED = {
  'f.purpose': 'Train to Vienna',
  'f.kind': 'travel',
  'f.spentOn': '2026-01-31',
  'f.people': '2',
  'f.billable': 'false',
  'f.contact': '',
  'f.topics': ['', 'client', 'training'],
  'f.account.holder': 'Ada',
  'f.account.iban': 'DE02120300000000202051',
  'f.items.0.what': 'Ticket',
  'f.items.0.price': '49,90',
  'f.remarks': 'First line\r\nSecond line',
};

onDatabases(['pglite'], 'forms of pages', (database) => {
  let db: TestDatabase;
  let app: HttpApp;
  let ada: Browsing;

  beforeAll(async () => {
    USERS['ada'] = ['expense.approve', 'expense.view', 'expense.manage', 'expense.pay'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ExpenseFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ExpenseFlow] }),
    });
    ada = new Browsing(app.url, 'ada');
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const started = async (): Promise<string> => {
    const answer = await ada.submit(await ada.get(START), START, FILLED);
    expect(answer.status).toBe(303);
    return answer.location ?? '';
  };
  const takenTask = async (process: string): Promise<{ url: string; page: Seen }> => {
    const { tasks } = (await app.as('ada').get(process)).body;
    const url = tasks.at(-1).url as string;
    return { url, page: await ada.follow(await ada.submit(await ada.get(url), `${url}/assign`)) };
  };

  it('texts become what their fields are', async () => {
    const { data } = (await app.as('ada').get(await started())).body;
    expect(data).toEqual({
      purpose: 'Train to Vienna',
      kind: 'travel',
      spentOn: '2026-01-31',
      people: 2,
      billable: false,
      topics: ['client', 'training'],
      account: { holder: 'Ada', iban: 'DE02120300000000202051' },
      items: [{ what: 'Ticket', price: 49.9 }],
      remarks: 'First line\nSecond line',
    });
  });

  it('B12 a form that does not fit is shown again with its mistakes beside its fields, and all that was typed', async () => {
    const before = await app.stored();
    const answer = await ada.submit(await ada.get(START), START, {
      ...FILLED,
      'f.purpose': 'ab',
      'f.kind': '',
      'f.people': 'many',
      'f.contact': 'nobody',
      'f.account.iban': 'DE1',
      'f.items.0.price': '0',
    });
    expect(answer.status).toBe(422);
    const seen = text(answer.html);
    for (const words of [
      'Please correct 6 entries',
      'Must have at least 3 characters.',
      'Please choose.',
      'Please enter a number.',
      'Please enter an e-mail address such as name@example.org.',
      'Must have at least 15 characters.',
      'Must be at least 0.01.',
    ]) {
      expect(seen).toContain(words);
    }
    for (const value of ['ab', 'many', 'nobody', 'DE1', '2026-01-31'])
      expect(answer.html).toContain(`value="${value}"`);
    expect(answer.html).toContain('First line\nSecond line</textarea>');
    expect(answer.html).toMatch(/id="f-billable-false" name="f.billable" value="false" checked/);
    expect(answer.html).toMatch(/id="f-purpose"[^>]*aria-describedby="f-purpose-error" aria-invalid="true"/);
    expect(answer.html).toContain('<a href="#f-items-0-price">');
    expect(await app.stored()).toBe(before);
  });

  it('lines are added to a list and taken away by buttons of the form', async () => {
    const before = await app.stored();
    const empty = await ada.get(START);
    const one = await ada.submit(empty, START, { 'f.purpose': 'Kept', add: 'items' });
    expect(one.status).toBe(422);
    expect(one.html).toContain('value="Kept"');
    expect(text(one.html)).not.toContain('Please correct');
    const fields = { 'f.purpose': 'Kept', 'f.items.0.what': 'First', 'f.items.0.price': '1' };
    const [, line = ''] = /<fieldset[^>]* id="f-items-0"([^]*?)<\/fieldset>/.exec(one.html) ?? [];
    expect(line).toContain('name="remove" value="items.0"');
    const two = await ada.submit(one, START, { ...fields, add: 'items' });
    expect(two.html).toContain('name="f.items.1.what"');
    const rest = await ada.submit(two, START, {
      ...fields,
      'f.items.1.what': 'Second',
      'f.items.1.price': '2',
      remove: 'items.0',
    });
    expect(rest.html).toContain('name="f.items.0.what" value="Second"');
    expect(rest.html).not.toContain('name="f.items.1.what"');
    for (const path of ['__proto__', 'purpose', 'items.7', 'nothing.at.all']) {
      expect((await ada.submit(rest, START, { ...fields, add: path })).status).toBe(422);
    }
    expect(await app.stored()).toBe(before);
  });

  it('B24 a draft is kept, and there again', async () => {
    const process = await started();
    const { url, page } = await takenTask(process);
    const saved = await ada.submit(page, `${url}/execute`, {});
    expect(saved.status).toBe(422);
    const draft = await ada.post(`${url}/draft`, { ...tokensOf(page), 'f.note': 'Half a thought' });
    expect(draft).toMatchObject({ status: 303, location: url });
    const back = await ada.follow(draft);
    expect(text(back.html)).toContain('The draft is saved.');
    expect(back.html).toContain('Half a thought</textarea>');
    const quiet = await ada.post(
      `${url}/draft`,
      { ...tokensOf(page), 'f.note': 'More' },
      { 'x-nestflow-quiet': '1' },
    );
    expect([quiet.status, quiet.html]).toEqual([204, '']);
    expect((await ada.get(url)).html).toContain('More</textarea>');
    await ada.submit(await ada.get(url), `${url}/unassign`);
    expect((await takenTask(process)).page.html).toContain('More</textarea>');
  });

  it('B27 a task is completed, and where wanted the next one follows', async () => {
    const process = await started();
    const { url, page } = await takenTask(process);
    const on = await ada.submit(page, `${url}/execute`, {
      'f.approved': 'true',
      'f.note': '',
      then: 'continue',
    });
    expect(on.location).toMatch(/\/payOut\/[^/]+$/);
    const pay = await ada.follow(on);
    expect(text(pay.html)).toContain('“Approve claim” is completed.');
    expect((await app.as('ada').get(process)).body.data).toMatchObject({ approved: true });
    const mine = await ada.follow(await ada.submit(pay, `${on.location}/assign`));
    const done = await ada.submit(mine, `${on.location}/execute`);
    expect(done.location).toBe('/workflow/inbox');
    expect((await app.as('ada').get(process)).body.status).toBe('DONE');
  });

  it('B19 who comes too late is told in words what has happened, and by whom', async () => {
    const { url, page } = await takenTask(await started());
    const late = new Browsing(app.url, 'admin');
    const seen = await late.get(url);
    expect(text(seen.html)).toContain('ada works on this task.');
    const form = await late.get('/workflow/queue');
    const token = /name="csrf" value="([^"]+)"/.exec(form.html)?.[1] ?? '';
    expect(token === '' || token.length > 20).toBe(true);
    const csrf = /name="csrf" value="([^"]+)"/.exec(seen.html)?.[1] ?? '';
    const taken = await late.post(`${url}/assign`, { csrf });
    expect(taken.status).toBe(409);
    expect(text(taken.html)).toContain('ada has just taken this task');
    expect((await ada.submit(page, `${url}/execute`, { 'f.approved': 'false' })).status).toBe(303);
    const again = await ada.post(`${url}/execute`, { csrf: tokensOf(page).csrf ?? '', 'f.approved': 'true' });
    expect(again.status).toBe(409);
    expect(text(again.html)).toContain('You have completed this task');
  });

  it('says it in German to who reads German', async () => {
    const leser = new Browsing(app.url, 'ada', { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' });
    const answer = await leser.submit(await leser.get(START), START, { ...FILLED, 'f.purpose': '' });
    expect(answer.html).toContain('<html lang="de"');
    expect(text(answer.html)).toContain('Bitte korrigieren Sie eine Angabe');
    expect(text(answer.html)).toContain('Bitte ausfüllen.');
  });
});

const tokensOf = ({ html }: Seen): Record<string, string> => ({
  csrf: /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '',
});
