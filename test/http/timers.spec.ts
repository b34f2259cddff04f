import { Logger } from '@nestjs/common';
import { End, Flow, type FlowNode, StartTimer, WorkflowViewset } from 'nestflow';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { runOn } from '../support/stores.js';
import { ClaimFlow } from './support/claim.flow.js';
import { type HttpApp, startHttpApp, USERS } from './support/http-app.js';

Logger.overrideLogger(false);

class Nothing {}

@Flow({ data: Nothing })
class CollectingFlow {
  static broken = false;
  @StartTimer({ every: '1h', attempts: 2, next: 'end' })
  hourly() {
    if (CollectingFlow.broken) throw Object.assign(new Error('No connection'), { code: 'ECONN' });
  }
  @End() end!: FlowNode;
}

onDatabases(['pglite'], 'start timers over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['operator'] = ['collecting.view', 'claim.view'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [CollectingFlow, ClaimFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [CollectingFlow, ClaimFlow] }),
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const board = async () => (await app.as('operator').get('/workflow/collecting')).body;

  it('B52 the board tells when each is due, how the last start went, and what failed', async () => {
    expect((await board()).timers).toEqual([]);
    const run = runOn(app.dataSource, [CollectingFlow]);
    await run.advance('1h');
    const [id = ''] = run.events.map(({ processId }) => processId);
    expect((await board()).timers).toEqual([
      {
        node: 'hourly',
        title: 'Hourly',
        schedule: 'every 1h',
        dueAt: '2030-01-01T02:00:00.000Z',
        nextAttemptAt: '2030-01-01T02:00:00.000Z',
        attempts: 0,
        lastStartedAt: '2030-01-01T01:00:00.000Z',
        lastProcessUrl: `/workflow/collecting/${id}`,
      },
    ]);

    CollectingFlow.broken = true;
    await run.advance('1h');
    expect((await board()).timers).toMatchObject([
      {
        dueAt: '2030-01-01T02:00:00.000Z',
        nextAttemptAt: '2030-01-01T02:00:10.000Z',
        attempts: 1,
        error: { message: 'No connection', code: 'ECONN', attempt: 1 },
      },
    ]);
    expect(JSON.stringify((await board()).timers)).not.toContain('stack');

    await run.advance('10s');
    expect(await board()).toMatchObject({
      nodes: [{ node: 'hourly', counts: { ERROR: 1 }, tasks: [{ error: { attempt: 2 } }] }],
      timers: [{ attempts: 0, dueAt: '2030-01-01T03:00:00.000Z' }],
    });
  });

  it('is nobody’s to use as a start of people', async () => {
    expect((await board()).starts).toEqual([]);
    expect((await app.as('admin').post('/workflow/collecting/start/hourly')).status).toBe(404);
    expect((await app.as('operator').get('/workflow/claim')).body.timers).toEqual([]);
  });
});
