import {
  type Activation,
  End,
  Flow,
  type FlowNode,
  Job,
  pessimisticWrite,
  Process,
  Split,
  Start,
  View,
  WorkflowViewset,
} from 'nestflow';
import { FakeClock } from 'nestflow/testing';
import { IsOptional, IsString } from 'class-validator';
import { type HttpApp, startHttpApp } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { runOn } from '../support/stores.js';
import { Browsing, formOf, hidden, text } from './support/browsing.js';

class Note {
  @IsOptional() @IsString() text?: string;
}

@Flow({ data: Note, lock: pessimisticWrite({ wait: '50ms' }) })
class NoteFlow {
  @Start({ next: 'both' }) start!: FlowNode;
  @Split({ branches: ['read', 'print'] }) both!: FlowNode;
  @View({ form: Note, permission: 'note.read', next: 'end' }) read!: FlowNode<Note>;
  @Job({ attempts: 1, next: 'end' }) print(_: Activation<Note>): void {
    throw new Error('Out of paper');
  }
  @End() end!: FlowNode;
}

onDatabases(['postgres', 'mariadb'], 'what is busy', (database) => {
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

  const note = async () => {
    const { body } = await app.as('admin').post('/workflow/note/start/start', {});
    await runOn(app.dataSource, [NoteFlow], { clock: new FakeClock(new Date()) }).work();
    const { failures } = (await app.as('admin').get(body.process.url)).body;
    const read = body.next.find(({ node }: { node: string }) => node === 'read');
    return { id: body.process.id as string, url: read.url as string, failed: failures[0].url as string };
  };
  /** What comes of it while another connection holds the process. */
  const whileHeld = <T>(id: string, work: () => Promise<T>): Promise<T> =>
    app.dataSource.transaction(async (manager) => {
      await manager.findOneOrFail(Process, { where: { id }, lock: { mode: 'pessimistic_write' } });
      return work();
    });

  it('B69 a process that somebody else moves is told of as busy, and nothing changes', async () => {
    const { id, url } = await note();
    const admin = new Browsing(app.url, 'admin');
    const fields = hidden(formOf((await admin.get(url)).html, `${url}/assign`));
    const busy = await whileHeld(id, () => admin.post(`${url}/assign`, fields));
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([423, '1']);
    expect(text(busy.html)).toContain('Somebody works on this right now');
    expect((await app.as('admin').get(url)).body.status).toBe('NEW');
    expect((await admin.post(`${url}/assign`, fields)).location).toBe(url);
  });

  it('B69 whoever reads a task needs no lock: pages, forms and JSON answer while somebody moves it', async () => {
    const { id, url, failed } = await note();
    await app.as('admin').post(`${url}/assign`);
    const admin = new Browsing(app.url, 'admin');
    const reading = [url, `${url}/execute`, failed, `${failed}/retry`];
    const seen = await whileHeld(id, async () => ({
      pages: await Promise.all(reading.map(async (path) => (await admin.get(path)).status)),
      json: await Promise.all(reading.map(async (path) => (await app.as('admin').get(path)).status)),
      task: (await app.as('admin').get(url)).body,
      acted: (await app.as('admin').post(`${url}/execute`, {})).status,
    }));
    expect(seen.pages).toEqual([200, 200, 200, 200]);
    expect(seen.json).toEqual([200, 200, 200, 200]);
    expect(seen.acted).toBe(423);
    expect(seen.task).toEqual((await app.as('admin').get(url)).body);
    expect(seen.task.actions).toEqual(expect.arrayContaining(['execute', 'delegate', 'unassign']));
  });
});
