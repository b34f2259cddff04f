import { End, Flow, type FlowNode, pessimisticWrite, Start, View, WorkflowViewset } from 'nestflow';
import { type HttpApp, startHttpApp } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, formOf, hidden, text } from './support/browsing.js';

class Note {}

@Flow({ data: Note, lock: pessimisticWrite({ wait: '50ms' }) })
class NoteFlow {
  @Start({ next: 'read' }) start!: FlowNode;
  @View({ permission: 'note.read', next: 'end' }) read!: FlowNode;
  @End() end!: FlowNode;
}

onDatabases(['postgres'], 'pages of what is busy', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [NoteFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [NoteFlow] }),
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  it('B69 a process that somebody else moves is told of as busy, and nothing changes', async () => {
    const { body } = await app.as('admin').post('/workflow/note/start/start', {});
    const url = body.next[0].url as string;
    const admin = new Browsing(app.url, 'admin');
    const fields = hidden(formOf((await admin.get(url)).html, `${url}/assign`));
    const busy = await app.dataSource.transaction(async (manager) => {
      await manager.query('select 1 from workflow_process where id = $1 for update', [body.process.id]);
      return admin.post(`${url}/assign`, fields);
    });
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([423, '1']);
    expect(text(busy.html)).toContain('Somebody works on this right now');
    expect((await app.as('admin').get(url)).body.status).toBe('NEW');
    expect((await admin.post(`${url}/assign`, fields)).location).toBe(url);
  });
});
