import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { type HttpApp, startHttpApp } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, text } from './support/browsing.js';

/** As `docs/recipes/own-pages.md` shows it. */
const LEAD = `{% layout 'lib:nestflow/task.liquid' %}
{% block lead %}
  {{ block.super }}
  <p>Says <strong>{{ process.values.text }}</strong>.</p>
{% endblock %}`;

onDatabases(['pglite'], 'templates of an application', (database) => {
  const templates = mkdtempSync(join(tmpdir(), 'nestflow-templates-'));
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    mkdirSync(join(templates, 'hello-world/approve'), { recursive: true });
    writeFileSync(join(templates, 'hello-world/approve/task.liquid'), LEAD);
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow] }),
      providers: [{ provide: World, useValue: { say: async () => undefined } }],
      pages: { templates },
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
    rmSync(templates, { recursive: true });
  });

  it('B78 one for a node extends that of the library, and sees the data, escaped', async () => {
    const { body } = await app
      .as('employee')
      .post('/workflow/hello-world/start/start', { text: 'Hi <b>there</b>' });
    const manager = new Browsing(app.url, 'manager');
    const { html } = await manager.get(body.next[0].url);
    expect(html).toContain('<p>Says <strong>Hi &lt;b&gt;there&lt;/b&gt;</strong>.</p>');
    expect(html).toContain('data-status="NEW"');
    expect(text((await manager.get(body.process.url)).html)).not.toContain('Says');
  });
});
