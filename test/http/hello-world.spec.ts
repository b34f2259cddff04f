import { WorkflowViewset } from 'nestflow';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';
import { World } from '../../apps/demo/src/flows/hello-world/world.js';
import { SampleFlow } from '../../apps/demo/src/flows/sample/sample.flow.js';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { until } from '../support/until.js';
import { type HttpApp, startHttpApp } from './support/http-app.js';

onEachDatabase('hello world over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;
  const said: string[] = [];

  beforeAll(async () => {
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [HelloWorldFlow, SampleFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [HelloWorldFlow, SampleFlow] }),
      providers: [{ provide: World, useValue: { say: async (text: string) => void said.push(text) } }],
      worker: {},
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  it('B12 B16 B17 B18 goes from an employee over the queue to a manager and to the world', async () => {
    const form = await app.as('employee').get('/workflow/hello-world/start/start');
    expect(form).toMatchObject({ status: 200, body: { allowed: true, title: 'New message' } });
    expect(form.body.schema).toEqual({
      type: 'object',
      properties: { text: { type: 'string', minLength: 1, maxLength: 50 } },
      required: ['text'],
      additionalProperties: false,
    });

    const started = await app.as('employee').post('/workflow/hello-world/start/start', { text: 'Hi' });
    expect(started.status).toBe(201);
    expect(started.body).toMatchObject({
      process: { flow: 'hello-world', status: 'NEW', brief: "Send 'Hi' message to the world", actions: [] },
      task: { node: 'start', status: 'DONE', owner: 'employee' },
      next: [{ node: 'approve', status: 'NEW', permission: 'hello.approve', owner: null, title: 'Approve' }],
    });

    const queue = await app.as('manager').get('/workflow/queue');
    const [task] = queue.body.items;
    expect(task).toMatchObject({
      id: started.body.next[0].id,
      brief: "Send 'Hi' message to the world",
      actions: ['assign', 'cancel'],
    });
    expect((await app.as('employee').get('/workflow/queue')).body).toEqual({ items: [], next: null });

    expect((await app.as('manager').post(`${task.url}/execute`, { approved: true })).status).toBe(409);
    const assigned = await app.as('manager').post(`${task.url}/assign`);
    expect(assigned).toMatchObject({ status: 200, body: { task: { status: 'ASSIGNED', owner: 'manager' } } });
    expect((await app.as('manager').get('/workflow/inbox')).body.items).toHaveLength(1);
    expect((await app.as('manager').get(task.url)).body.actions).toEqual([
      'unassign',
      'reassign',
      'start',
      'execute',
      'saveDraft',
      'snooze',
      'delegate',
      'cancel',
    ]);

    const done = await app.as('manager').post(`${task.url}/execute`, { approved: true });
    expect(done).toMatchObject({
      status: 200,
      body: {
        task: { status: 'DONE', node: 'approve' },
        next: [{ node: 'send' }],
      },
    });
    expect((await app.as('manager').get('/workflow/archive')).body.items).toMatchObject([{ id: task.id }]);

    const process = await until(
      () => app.as('employee').get(started.body.process.url),
      ({ body }) => body.status === 'DONE',
    );
    expect(said).toEqual(['Hi']);
    expect(process.body).toMatchObject({ brief: "Sent 'Hi'", parent: null, children: [] });
    expect(process.body.tasks.map((one: { node: string }) => one.node)).toEqual([
      'start',
      'approve',
      'approve:timeout',
      'checkApprove',
      'send',
      'end',
    ]);
    const events = await app.as('employee').get(`${started.body.process.url}/events?limit=3`);
    expect(events.body.items.map((one: { type: string }) => one.type)).toEqual([
      'process.started',
      'task.created',
      'task.finished',
    ]);
    expect(events.body.next).not.toBeNull();
  });

  it('is told by its summary once it is cancelled: it has no result', async () => {
    const { body } = await app
      .as('employee')
      .post('/workflow/hello-world/start/start', { text: 'Never mind' });

    await app.as('manager').post(`${body.process.url}/cancel`);

    expect((await app.as('employee').get(body.process.url)).body).toMatchObject({
      status: 'CANCELED',
      brief: "Send 'Never mind' message to the world",
    });
  });
});
