import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Logger, Req, Res } from '@nestjs/common';
import { jest } from '@jest/globals';
import { WorkflowPages, WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { type HttpApp, startHttpApp } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, text } from './support/browsing.js';

const FAILS = `{% layout 'lib:nestflow/base.liquid' %}{% block content %}{% render 'parts/secret.liquid' %}{% endblock %}`;

@Controller('report')
class ReportController {
  constructor(private readonly pages: WorkflowPages) {}

  @Get()
  show(@Req() request: object, @Res({ passthrough: true }) response: object) {
    const page = { template: 'report.liquid', title: 'Report', root: '/workflow' };
    return this.pages.show({ request, response }, page);
  }
}

onDatabases(['pglite'], 'a template that fails when it is shown', (database) => {
  const templates = mkdtempSync(join(tmpdir(), 'nestflow-failing-'));
  let db: TestDatabase;
  let app: HttpApp;
  let logged: jest.SpiedFunction<Logger['error']>;

  beforeAll(async () => {
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow],
      controllers: [ReportController, ...WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow] })],
      providers: [{ provide: World, useValue: { say: async () => undefined } }],
      pages: { templates },
    });
  });
  beforeEach(() => {
    logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    logged.mockRestore();
    for (const name of ['inbox.liquid', 'base.liquid', 'error.liquid']) {
      rmSync(join(templates, name), { force: true });
    }
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
    rmSync(templates, { recursive: true });
  });

  const template = (name: string, content: string) => writeFileSync(join(templates, name), content);

  it.each([
    ['en', 'Something went wrong'],
    ['de', 'Etwas ist schiefgegangen'],
  ])('answers browsers with the page of an error, in %s, and tells the log why', async (language, title) => {
    template('inbox.liquid', FAILS);
    const page = await new Browsing(app.url, 'bob').get('/workflow/inbox', { 'accept-language': language });
    expect(page.status).toBe(500);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(text(page.html)).toContain(title);
    expect(page.html).toContain('data-nf-menu="inbox"');
    expect(page.html).not.toContain('secret');
    expect(logged.mock.calls).toEqual([
      [
        expect.stringMatching(/^The template inbox\.liquid cannot be shown: .*parts\/secret\.liquid/),
        expect.anything(),
      ],
    ]);
  });

  it.each(['base.liquid', 'error.liquid'])(
    'has the library’s page of an error when %s of the application is what fails',
    async (name) => {
      template('inbox.liquid', FAILS);
      template(name, FAILS);
      const page = await new Browsing(app.url, 'bob').get('/workflow/inbox');
      expect(page.status).toBe(500);
      expect(text(page.html)).toContain('Something went wrong');
      expect(page.html).toContain('data-nf-menu="inbox"');
    },
  );

  it('answers other clients as ever', async () => {
    template('inbox.liquid', FAILS);
    const answer = await app.as('bob').get('/workflow/inbox');
    expect(answer).toMatchObject({ status: 200, body: { items: [], next: null } });
  });

  it('is told of in the same way on pages of the application’s own', async () => {
    template('report.liquid', FAILS);
    const page = await new Browsing(app.url, 'bob').get('/report');
    expect(page.status).toBe(500);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(text(page.html)).toContain('Something went wrong');
    expect(page.html).toContain('data-nf-menu="inbox"');
    expect(page.html).not.toContain('secret');
  });
});
