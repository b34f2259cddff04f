import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowViewset } from 'nestflow';
import { type HttpApp, startHttpApp, USERS } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing } from './support/browsing.js';
import { ExpenseFlow } from './support/expense.flow.js';

/** Columns of an application's own in every list of tasks. */
const COLUMNS = `{% layout 'lib:nestflow/task-list.liquid' %}
{% block cells %}<td>{{ process.businessKey }} {{ process.values.purpose }}</td>{% endblock %}`;
const START = '/workflow/expense/start/file';

onDatabases(['pglite', 'mariadb'], 'statements of pages', (database) => {
  const templates = mkdtempSync(join(tmpdir(), 'nestflow-templates-'));
  let db: TestDatabase;
  let app: HttpApp;
  let ada: Browsing;

  beforeAll(async () => {
    USERS['ada'] = ['expense.approve', 'expense.view', 'expense.manage'];
    writeFileSync(join(templates, 'task-list.liquid'), COLUMNS);
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ExpenseFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ExpenseFlow] }),
      pages: { templates },
    });
    ada = new Browsing(app.url, 'ada');
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
    rmSync(templates, { recursive: true });
  });

  const claim = async (): Promise<{ process: string; task: string }> => {
    const { body } = await app.as('ada').post(START, {
      purpose: 'Trip',
      kind: 'travel',
      spentOn: '2026-01-31',
      people: 1,
      billable: true,
      account: { holder: 'Ada', iban: 'DE02120300000000202051' },
      items: [{ what: 'Ticket', price: 1 }],
    });
    return { process: body.process.url, task: body.next[0].url };
  };

  it('B75 are as many for one row as for many, and few', async () => {
    const first = await claim();
    const paths = {
      '/workflow/inbox': 2,
      '/workflow/inbox?snoozed=true': 2,
      '/workflow/inbox?delegated=true': 2,
      '/workflow/queue': 2,
      '/workflow/queue?q=approve&sort=-priority': 2,
      '/workflow/archive': 2,
      '/workflow/flows': 2,
      '/workflow/expense': 3,
      '/workflow/expense/processes': 2,
      '/workflow/expense/tasks': 2,
      [START]: 1,
    };
    const count = async (path: string) => app.statements(() => ada.get(path));
    const measure = async () => {
      const counts: Record<string, number> = {};
      for (const path of [...Object.keys(paths), first.process, first.task]) {
        counts[path] = await count(path);
      }
      return counts;
    };
    await app.as('ada').post(`${first.task}/assign`);
    const few = await measure();
    for (let rows = 0; rows < 12; rows += 1) {
      const { task } = await claim();
      if (rows % 2 === 0) await app.as('ada').post(`${task}/assign`);
      if (rows % 4 === 0) await app.as('ada').post(`${task}/execute`, { approved: false });
    }
    expect(await measure()).toEqual(few);
    expect(few).toMatchObject(paths);
  });
});
