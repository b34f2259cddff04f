import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Get } from '@nestjs/common';
import {
  Call,
  type CommonNodeOptions,
  defineNode,
  End,
  Flow,
  type FlowNode,
  FlowViewset,
  PageTemplate,
  type PagesOptions,
  Start,
  ViewsetCall,
  WorkflowViewset,
} from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { type HttpApp, startHttpApp, USERS } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, text } from './support/browsing.js';
import { ExpenseFlow } from './support/expense.flow.js';

const folder = mkdtempSync(join(tmpdir(), 'nestflow-templates-'));

/** A kind of an application's own, with a page of its own. */
const Sign = defineNode<CommonNodeOptions & { next: string }>({
  name: 'SIGN',
  category: 'task',
  drawing: { outline: 'rounded' },
  bpmn: { type: 'bpmn:UserTask' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  templates: join(folder, 'kinds/sign'),
  waits: true,
  worker: 'person',
  transitions: ['assign', 'execute'],
  exits: ({ options }) => [{ to: options.next }],
});

class Contract {}

@Flow({ data: Contract })
class ContractFlow {
  @Start({ next: 'sign' }) start!: FlowNode;
  @Sign({ next: 'end' }) sign!: FlowNode;
  @End() end!: FlowNode;
}

class ContractViewset extends FlowViewset(ContractFlow) {
  @PageTemplate('calendar.liquid', { title: 'Calendar' })
  @Get('calendar')
  calendar(@Call() call: ViewsetCall) {
    return { user: call.user.id, days: ['Monday', '<Tuesday>'] };
  }
}

onDatabases(['pglite'], 'pages made to measure', (database) => {
  let db: TestDatabase;
  let app: HttpApp | undefined;
  beforeAll(() => {
    USERS['ada'] = ['contract.view', 'expense.view', 'hello.start', 'hello.approve', 'hello-world.view'];
  });
  beforeEach(async () => {
    db = await database.create();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await db.drop();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = async (pages: PagesOptions | false): Promise<Browsing> => {
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow, ExpenseFlow, ContractFlow],
      controllers: WorkflowViewset({
        path: 'workflow',
        flows: [HelloWorldFlow, ExpenseFlow, ContractViewset],
      }),
      providers: [{ provide: World, useValue: { say: async () => undefined } }],
      pages,
    });
    return new Browsing(app.url, 'ada');
  };
  const template = (name: string, content: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  };

  it('a template of the node comes before that of the flow, of the application, of the library', async () => {
    template('start.liquid', 'application: {{ page.title }}');
    template('hello-world/task.liquid', 'flow: {{ page.title }}');
    template('hello-world/start/start.liquid', 'node: {{ page.title }}');
    const ada = await start({ templates: folder });
    expect((await ada.get('/workflow/hello-world/start/start')).html).toBe('node: New message');
    expect((await ada.get('/workflow/expense/start/file')).html).toBe('application: New claim');
    const { body } = await (app as HttpApp)
      .as('ada')
      .post('/workflow/hello-world/start/start', { text: 'Hi' });
    expect((await ada.get(body.next[0].url)).html).toBe('flow: Approve');
    expect((await ada.get('/workflow/inbox')).html).toContain('</html>');
  });

  it('a template extends the one it takes the place of, and fills some of its blocks', async () => {
    template(
      'base.liquid',
      `{% layout 'lib:nestflow/base.liquid' %}{% block brand %}<b>Acme</b>{% endblock %}`,
    );
    template(
      'inbox.liquid',
      `{% layout 'lib:nestflow/inbox.liquid' %}{% block lead %}<p>Hello {{ page.user.name }}</p>{% endblock %}`,
    );
    template('parts/status.liquid', '[{{ status.text }}]');
    const ada = await start({ templates: [folder] });
    const inbox = await ada.get('/workflow/inbox');
    expect(inbox.html).toContain('<b>Acme</b>');
    expect(inbox.html).toContain('<p>Hello ada</p>');
    expect(text(inbox.html)).toContain('Nothing to do');
    await (app as HttpApp).as('ada').post('/workflow/hello-world/start/start', { text: 'Hi' });
    expect(text((await ada.get('/workflow/hello-world/tasks')).html)).toContain('[Waiting]');
  });

  it('columns of one’s own are in every list of tasks, filled in of each task’s process', async () => {
    template(
      'task-list.liquid',
      `{% layout 'lib:nestflow/task-list.liquid' %}{% block columns %}<th>Says</th>{% endblock %}` +
        `{% block cells %}<td>{{ process.businessKey }}/{{ process.values.text }}/{{ task.title }}</td>{% endblock %}`,
    );
    template(
      'hello-world/tasks.liquid',
      `{% layout 'lib:nestflow/tasks.liquid' %}{% block cells %}<td>{{ process.values.text }}!</td>{% endblock %}`,
    );
    const ada = await start({ templates: folder });
    const api = (app as HttpApp).as('ada');
    const begin = async (message: string) =>
      (await api.post('/workflow/hello-world/start/start', { text: message })).body.next[0].url as string;
    const [owned, snoozed, done] = [await begin('owned'), await begin('<later>'), await begin('done')];
    await begin('waiting');
    for (const task of [owned, snoozed, done]) await api.post(`${task}/assign`);
    await api.post(`${snoozed}/snooze`, { until: '2099-01-01T00:00:00Z' });
    await api.post(`${done}/execute`, { approved: true });
    const cells = async (path: string) => {
      const { html } = await ada.get(path);
      return [html.match(/<th>Says<\/th>/g)?.length, html.match(/<td>[^<]*[/!][^<]*<\/td>/g)];
    };
    expect(await cells('/workflow/inbox')).toEqual([1, ['<td>/owned/Approve</td>']]);
    expect(await cells('/workflow/inbox?snoozed=true')).toEqual([1, ['<td>/&lt;later&gt;/Approve</td>']]);
    expect(await cells('/workflow/queue')).toEqual([1, ['<td>/waiting/Approve</td>']]);
    expect(await cells('/workflow/archive?node=approve')).toEqual([1, ['<td>/done/Approve</td>']]);
    expect(await cells('/workflow/hello-world/tasks?node=approve')).toEqual([
      1,
      ['waiting', 'done', '&lt;later&gt;', 'owned'].map((message) => `<td>${message}!</td>`),
    ]);
  });

  it('a node kind brings a page of its own, which a flow can replace', async () => {
    template(
      'kinds/sign/task.liquid',
      `{% layout 'lib:nestflow/task.liquid' %}{% block notice %}Sign here{% endblock %}`,
    );
    const ada = await start({ templates: folder });
    const { body } = await (app as HttpApp).as('ada').post('/workflow/contract/start/start', {});
    const { url } = body.next[0];
    expect(text((await ada.get(url)).html)).toContain('Sign here');
    template('contract/task.liquid', 'flow: {{ task.title }}');
    expect((await ada.get(url)).html).toBe('flow: Sign');
  });

  it('a route of one’s own has a page of one’s own, in the layout', async () => {
    template(
      'calendar.liquid',
      `{% layout 'base.liquid' %}{% block content %}{{ answer.days | join: ', ' }}{% endblock %}`,
    );
    const ada = await start({ templates: folder });
    const page = await ada.get('/workflow/contract/calendar');
    expect(page.html).toContain('<title>Calendar · Workflow</title>');
    expect(page.html).toContain('Monday, &lt;Tuesday&gt;');
    expect((await (app as HttpApp).as('ada').get('/workflow/contract/calendar')).body).toEqual({
      user: 'ada',
      days: ['Monday', '<Tuesday>'],
    });
  });

  it('words, colours, menu and name are the application’s to change', async () => {
    const ada = await start({
      title: 'Acme',
      words: { en: { 'inbox.title': 'My work' }, fr: { 'inbox.title': 'Mes tâches' } },
      stylesheets: ['/acme.css'],
      menu: [{ title: 'Reports', url: '/reports' }],
      theme: 'dark',
      zone: 'Asia/Tokyo',
    });
    const { html } = await ada.get('/workflow/inbox');
    expect(html).toContain('<title>My work · Acme</title>');
    expect(html).toContain('<link rel="stylesheet" href="/acme.css"');
    expect(html).toContain('href="/reports"');
    expect(html).toContain('data-bs-theme="dark"');
    expect(html).toContain('Times are in Asia/Tokyo');
    const french = await ada.get('/workflow/inbox', { 'accept-language': 'fr-CH, fr;q=0.9' });
    expect(french.html).toContain('<html lang="fr"');
    expect(text(french.html)).toContain('Mes tâches');
    expect(text(french.html)).toContain('Nothing to do');
  });

  it('the reader chooses the colours, without a script', async () => {
    const ada = await start({});
    expect((await ada.get('/workflow/inbox')).html).toContain('data-bs-theme="light"');
    const system = await ada.get('/workflow/inbox', { 'sec-ch-prefers-color-scheme': 'dark' });
    expect(system.html).toContain('data-bs-theme="dark" data-nf-theme="auto"');
    const chosen = await ada.get('/workflow/inbox?q=a&theme=dark');
    expect(chosen).toMatchObject({ status: 303, location: '/workflow/inbox?q=a' });
    expect((await ada.follow(chosen)).html).toContain('data-bs-theme="dark" data-nf-theme="dark"');
  });

  it('a zone that the browser has told is the one of every time', async () => {
    const ada = await start({});
    const { body } = await (app as HttpApp)
      .as('ada')
      .post('/workflow/hello-world/start/start', { text: 'Hi' });
    expect((await ada.get(body.next[0].url)).html).toMatch(/<time [^>]*>[^<]* UTC<\/time>/);
    ada.setCookie('nestflow-zone', encodeURIComponent('Asia/Tokyo'));
    expect((await ada.get(body.next[0].url)).html).not.toMatch(/<time [^>]*>[^<]* (UTC|GMT[^<]*)<\/time>/);
  });

  it('without pages a browser gets JSON like everybody', async () => {
    const ada = await start(false);
    const answer = await ada.get('/workflow/inbox');
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(JSON.parse(answer.html)).toEqual({ items: [], next: null });
    expect((await ada.post('/workflow/hello-world/start/start', { 'f.text': 'Hi' })).status).toBe(415);
  });
});
