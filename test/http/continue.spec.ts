import { IsString } from 'class-validator';
import {
  type Activation,
  End,
  Flow,
  type FlowNode,
  ManualTask,
  Start,
  StartHandler,
  Subprocess,
  View,
  WorkflowViewset,
} from 'nestflow';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { type HttpApp, startHttpApp, USERS } from './support/http-app.js';

class Note {
  @IsString() text = '';
}

@Flow({ data: Note })
class PackingFlow {
  @StartHandler({ next: 'pack' }) begin!: FlowNode;
  @ManualTask({ permission: 'pack', next: 'end' }) pack!: FlowNode;
  @End() end!: FlowNode;
}

/** What the starter does first is given to them; then comes packing, and then somebody's check. */
@Flow({ data: Note })
class ShippingFlow {
  @Start({ permission: 'ship', next: 'address' }) start!: FlowNode;
  @View({
    form: Note,
    assign: (activation: Activation<Note>) => activation.ownerOf('start'),
    permission: 'ship',
    next: 'packing',
  })
  address!: FlowNode<Note>;
  @Subprocess({ flow: () => PackingFlow, start: 'begin', next: 'check' }) packing!: FlowNode;
  @ManualTask({ permission: 'check', next: 'end' }) check!: FlowNode;
  @End() end!: FlowNode;
}

onDatabases(['pglite'], 'after an action', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['clerk'] = ['ship', 'pack', 'check'];
    USERS['packer'] = ['pack'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ShippingFlow, PackingFlow],
      controllers: [
        ...WorkflowViewset({ path: 'workflow', flows: [ShippingFlow, PackingFlow] }),
        ...WorkflowViewset({ path: 'shipping', flows: [ShippingFlow] }),
      ],
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  it('B27 the answer says where to go on: my task, one I may take, in a child, in the parent, the process', async () => {
    const clerk = app.as('clerk');
    const started = (await clerk.post('/workflow/shipping/start/start')).body;
    const address = started.next[0].url as string;
    expect(started.continue).toBe(address);

    const executed = (await clerk.post(`${address}/execute`, { text: 'Here' })).body;
    expect(executed.continue).toMatch(/^\/workflow\/packing\/[^/]+\/pack\/[^/]+$/);

    expect((await app.as('packer').post(`${executed.continue as string}/assign`)).body.continue).toBe(
      executed.continue,
    );
    const packed = (await app.as('packer').post(`${executed.continue as string}/execute`)).body;
    expect(packed.continue).toBe(packed.process.url);

    const check = (await clerk.get('/workflow/queue')).body.items[0].url as string;
    expect((await clerk.post(`${check}/assign`)).body.continue).toBe(check);
    const done = (await clerk.post(`${check}/execute`)).body;
    expect(done).toMatchObject({ process: { status: 'DONE' }, continue: started.process.url });
  });

  it('B27 leads to no flow the viewset does not show', async () => {
    const clerk = app.as('clerk');
    const started = (await clerk.post('/shipping/shipping/start/start')).body;
    const executed = (await clerk.post(`${started.continue as string}/execute`, { text: 'Here' })).body;
    expect(executed.continue).toBe(`/shipping/shipping/${started.process.id as string}`);
  });

  it('B27 costs at most one statement, whatever there is', async () => {
    const clerk = app.as('clerk');
    const task = async () => (await clerk.post('/workflow/shipping/start/start')).body.continue as string;
    const first = await task();
    const alone = await app.statements(() => clerk.post(`${first}/unassign`));
    const bare = await app.statements(() => clerk.get(first));
    for (let more = 0; more < 5; more++) await task();
    const last = await task();
    expect(await app.statements(() => clerk.post(`${last}/unassign`))).toBe(alone);
    expect(alone).toBeLessThanOrEqual(bare + 2);
  });
});
