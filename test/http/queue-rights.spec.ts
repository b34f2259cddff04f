import { End, Flow, Split, Start, View, WorkflowViewset, type FlowNode } from 'nestflow';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { HeaderAccess, type HttpApp, startHttpApp, USERS } from './support/http-app.js';

class Data {}

@Flow({ name: 'parts', data: Data })
class PartsFlow {
  @Start({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['open', 'guarded', 'separate'] }) split!: FlowNode;
  @View({ next: 'end' }) open!: FlowNode;
  @View({ permission: 'parts.work', next: 'end' }) guarded!: FlowNode;
  @View({ permission: () => ({ permission: 'parts.work', except: ['work', 'view work'] }), next: 'end' })
  separate!: FlowNode;
  @End() end!: FlowNode;
}

/** Users with ids that a header cannot hold. */
class EncodedAccess extends HeaderAccess {
  override user(request: { headers: Record<string, string | undefined> }) {
    return this.find(decodeURIComponent(request.headers['x-user'] ?? ''));
  }
}

const RIGHTS = ['view', 'manage', 'work', 'view work', 'manage work', 'view manage', 'view manage work'];

onEachDatabase('the queue, and what may be taken', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    for (const rights of RIGHTS) USERS[rights] = rights.split(' ').map((right) => `parts.${right}`);
    db = await database.create();
    const controllers = WorkflowViewset({ path: 'workflow', flows: [PartsFlow] });
    app = await startHttpApp({ database: db, flows: [PartsFlow], controllers, access: EncodedAccess });
  });

  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  it.each(RIGHTS)('B74 B76 are the same for whoever may %s', async (user) => {
    const { body } = await app.as('admin').post('/workflow/parts/start/start', {});
    const taskIds = (body.next as { id: string }[]).map(({ id }) => id);
    const client = app.as(user);
    const { items } = (await client.get('/workflow/queue?limit=100&sort=-createdAt')).body;
    const queued = (items as { id: string }[]).map(({ id }) => id);
    const { results } = (await client.post('/workflow/queue/assign', { taskIds })).body;
    expect(results.map(({ ok }: { ok: boolean }) => ok)).toEqual(taskIds.map((id) => queued.includes(id)));
    const mine = (await client.get('/workflow/inbox?limit=100')).body.items as { id: string }[];
    expect(mine.map(({ id }) => id).filter((id) => taskIds.includes(id))).toEqual(
      taskIds.filter((id) => queued.includes(id)),
    );
  });

  it('B74 show nobody what another has whose id differs by a space at its end', async () => {
    Object.assign(USERS, { ann: ['parts.view'], 'ann ': [] });
    const { body } = await app.as('admin').post('/workflow/parts/start/start', {});
    const open =
      (body.next as { node: string; url: string }[]).find(({ node }) => node === 'open')?.url ?? '';
    await app.as('ann').post(`${open}/assign`);
    expect((await app.as('ann').get('/workflow/inbox')).body.items).toHaveLength(1);
    for (const path of ['/workflow/inbox', '/workflow', open]) {
      const seen = await app.as('ann%20').get(path);
      expect(seen).toMatchObject({ status: 400, body: { errors: [{ field: 'user' }] } });
    }
  });
});
