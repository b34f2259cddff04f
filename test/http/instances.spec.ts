import {
  End,
  Flow,
  Join,
  Split,
  Start,
  View,
  WorkflowViewset,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing } from '../pages/support/browsing.js';
import { USERS, type HttpApp, startHttpApp } from './support/http-app.js';

class Poll {
  voters: string[] = ['ann', 'bob'];
}

@Flow({ data: Poll })
class PollFlow {
  @Start({ next: 'ask' }) start!: FlowNode;
  @Split({ branches: [{ to: 'vote', items: ({ process }: Activation<Poll>) => process.data.voters }] })
  ask!: FlowNode;
  @View({ next: 'all' }) vote!: FlowNode;
  @Join({ next: 'count' }) all!: FlowNode;
  @View({ next: 'end' }) count!: FlowNode;
  @End() end!: FlowNode;
}

onDatabases(['pglite'], 'Instances over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['pollster'] = ['poll.view', 'poll.manage'];
    USERS['voter'] = ['poll.view'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [PollFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [PollFlow] }),
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  async function poll() {
    const { body } = await app.as('pollster').post('/workflow/poll/start/start');
    const process = await app.as('pollster').get(body.process.url);
    const split = process.body.tasks.find(({ node }: { node: string }) => node === 'ask');
    return { process: body.process.url as string, split: split.url as string };
  }

  const votes = async (process: string) => {
    const { body } = await app.as('pollster').get(process);
    return body.tasks.filter(({ node }: { node: string }) => node === 'vote');
  };

  it('WCP15 a manager adds one while they run; others may not', async () => {
    const { process, split } = await poll();
    expect((await app.as('pollster').get(split)).body.actions).toEqual(
      expect.arrayContaining(['add', 'finish']),
    );
    expect((await app.as('voter').get(split)).body.actions).toEqual([]);
    expect((await app.as('voter').post(`${split}/add`, { item: 'cy' })).status).toBe(403);
    const added = await app.as('pollster').post(`${split}/add`, { item: 'cy' });
    expect(added.status).toBe(200);
    expect(added.body.next).toEqual([expect.objectContaining({ node: 'vote', data: 'cy' })]);
    expect(await votes(process)).toHaveLength(3);
    expect((await app.as('pollster').post(`${split}/add`, { item: 1, more: 2 })).status).toBe(400);
    expect((await app.as('pollster').post(`${split}/add`, { item: 1, branch: 'count' })).status).toBe(400);
  });

  it('WCP27 a manager goes on with those that are done, once', async () => {
    const { process, split } = await poll();
    expect((await app.as('voter').post(`${split}/finish`)).status).toBe(403);
    const finished = await app.as('pollster').post(`${split}/finish`);
    expect(finished.body.next).toEqual([expect.objectContaining({ node: 'count' })]);
    expect((await votes(process)).map(({ status }: { status: string }) => status)).toEqual([
      'CANCELED',
      'CANCELED',
    ]);
    expect((await app.as('pollster').post(`${split}/finish`)).status).toBe(409);
    expect((await app.as('pollster').post(`${split}/add`, { item: 'late' })).status).toBe(409);
  });

  it('the page of the split has a form for one more and a button to go on', async () => {
    const { process, split } = await poll();
    const pollster = new Browsing(app.url, 'pollster');
    const added = await pollster.submit(await pollster.get(split), `${split}/add`, { item: ' cy ' });
    expect(added.status).toBe(303);
    expect((await votes(process)).map(({ data }: { data: unknown }) => data)).toEqual(['ann', 'bob', 'cy']);
    const page = await pollster.follow(added);
    expect(page.html).toContain('One more was added');
    expect((await pollster.submit(page, `${split}/finish`)).status).toBe(303);
    expect((await votes(process)).map(({ status }: { status: string }) => status)).toEqual([
      'CANCELED',
      'CANCELED',
      'CANCELED',
    ]);
  });
});
