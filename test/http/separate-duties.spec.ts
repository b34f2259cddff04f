import { End, Flow, Start, View, WorkflowViewset, type Activation, type FlowNode } from 'nestflow';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { USERS, type HttpApp, startHttpApp } from './support/http-app.js';

@Flow({ data: class {} })
class ExpenseFlow {
  @Start({ next: 'approve' }) file!: FlowNode;
  @View({
    permission: async (activation: Activation) => ({
      permission: 'expense.approve',
      except: await activation.ownerOf('file'),
    }),
    next: 'end',
  })
  approve!: FlowNode;
  @End() end!: FlowNode;
}

onDatabases(['pglite'], 'Separation of duties over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    for (const name of ['filer', 'checker']) USERS[name] = ['expense.view', 'expense.approve'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ExpenseFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ExpenseFlow] }),
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  it('B76 taking several at once takes those one may take, and says why not the others', async () => {
    const file = async (user: string) =>
      (await app.as(user).post('/workflow/expense/start/file')).body.next[0].id as string;
    const [own, other] = [await file('filer'), await file('checker')];
    const { body } = await app.as('filer').post('/workflow/queue/assign', { taskIds: [own, other] });
    expect(body.results).toEqual([
      { taskId: own, ok: false, error: expect.objectContaining({ code: 'forbidden' }) },
      { taskId: other, ok: true, status: 'ASSIGNED' },
    ]);
  });
});
