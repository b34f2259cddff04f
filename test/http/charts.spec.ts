import { WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { type HttpApp, startHttpApp } from './support/http-app.js';

onDatabases(['pglite'], 'Charts over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow] }),
      providers: [{ provide: World, useValue: { say: () => undefined } }],
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const file = async (path: string, user = 'manager') => {
    const response = await fetch(`${app.url}${path}`, { headers: { 'x-user': user } });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };

  it('draws the flow as SVG, with what waits now', async () => {
    await app.as('employee').post('/workflow/hello-world/start/start', { text: 'Hi' });
    const { status, type, text } = await file('/workflow/hello-world/chart');
    expect([status, type]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    expect(text).toMatch(/^<svg[^]*Approve[^]*<\/svg>\s*$/);
  });

  it('exports the flow as BPMN 2.0 and as JSON', async () => {
    const bpmn = await file('/workflow/hello-world/chart?format=bpmn');
    expect(bpmn.type).toBe('application/xml; charset=utf-8');
    expect(bpmn.text).toContain('<bpmn:userTask');
    const { body } = await app.as('manager').get('/workflow/hello-world/chart?format=json');
    expect(body.nodes.map(({ name }: { name: string }) => name)).toContain('approve');
  });

  it('draws the path a process has taken', async () => {
    const { body } = await app.as('employee').post('/workflow/hello-world/start/start', { text: 'Hi' });
    const chart = await app.as('employee').get(`${body.process.url}/chart?format=json`);
    const approve = chart.body.nodes.find(({ name }: { name: string }) => name === 'approve');
    expect(approve.counts).toEqual({ waiting: 1 });
    expect(chart.body.edges).toEqual(
      expect.arrayContaining([expect.objectContaining({ from: 'start', to: 'approve', travelled: true })]),
    );
  });

  it('B21 shows no chart to whoever may not see the flow or the process, and refuses other formats', async () => {
    const { body } = await app.as('employee').post('/workflow/hello-world/start/start', { text: 'Hi' });
    expect((await app.as('bob').get('/workflow/hello-world/chart')).status).toBe(404);
    expect((await app.as('bob').get(`${body.process.url}/chart`)).status).toBe(404);
    for (const query of ['format=png', 'format=svg,json', 'other=1']) {
      expect((await app.as('manager').get(`/workflow/hello-world/chart?${query}`)).status).toBe(400);
    }
  });
});
