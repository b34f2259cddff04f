import { Task, WorkflowViewset } from 'nestflow';
import { FakeClock } from 'nestflow/testing';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { runOn } from '../support/stores.js';
import { type Answer, HeaderAccess, type HttpApp, startHttpApp, USERS } from './support/http-app.js';
import { ParcelFlow } from './support/parcel.flow.js';

/** The user `limited` sees no process but those with a business key. */
class KeyedAccess extends HeaderAccess {
  override visible(user: { id: string }, query: { andWhere(sql: string): unknown }): void {
    if (user.id === 'limited') query.andWhere('process.businessKey IS NOT NULL');
  }
}

interface TaskJson {
  readonly id: string;
  readonly node: string;
  readonly url: string;
}
interface TreeNode {
  readonly id: string;
  readonly current: boolean;
  readonly children: readonly TreeNode[];
}

onEachDatabase('the operator over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['boss'] = ['parcel.manage'];
    USERS['packer'] = ['parcel.pack'];
    USERS['viewer'] = ['parcel.view'];
    USERS['limited'] = ['parcel.manage'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ParcelFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ParcelFlow] }),
      access: KeyedAccess,
    });
  });
  beforeEach(async () => {
    for (const table of ['workflow_task_previous', 'workflow_task', 'workflow_event', 'workflow_process']) {
      await app.dataSource.query(`delete from ${table}`);
    }
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  /** Does what is due. */
  const work = () => runOn(app.dataSource, [ParcelFlow], { clock: new FakeClock(new Date()) }).work();
  const send = async (depth = 0, key = '') => {
    const { body } = await app
      .as('admin')
      .post(`/workflow/parcel/start/send${key && `?businessKey=${key}`}`, { weight: 5, depth });
    return body.process.url as string;
  };
  const failed = async (process: string) => {
    const { body } = await app.as('boss').get(process);
    return (body.failures as TaskJson[])[0] as TaskJson;
  };
  const fields = ({ status, body }: Answer) => [
    status,
    (body.errors ?? []).map(({ field }: { field: string }) => field),
  ];

  it('a process tells what failed: message, attempts and when it is tried again', async () => {
    const process = await send();
    expect((await app.as('boss').get(process)).body.failures).toEqual([]);
    await work();
    const { failures } = (await app.as('boss').get(process)).body;
    expect(failures).toEqual([
      expect.objectContaining({
        node: 'label',
        status: 'ERROR',
        attempts: 1,
        scheduledAt: null,
        error: expect.objectContaining({ message: 'No carrier takes it', attempt: 1 }),
        actions: expect.arrayContaining(['retry', 'skip', 'cancel']),
      }),
    ]);
    expect(JSON.stringify(failures)).not.toContain('stack');
  });

  it('a manager changes data that fits and retries; the history says what was changed', async () => {
    const process = await send();
    await work();
    const { url } = await failed(process);
    const retry = (user: string, data: unknown) => app.as(user).post(`${url}/retry`, { data });
    expect((await retry('bob', { carrier: 'DHL' })).status).toBe(404);
    expect((await retry('viewer', { carrier: 'DHL' })).status).toBe(403);
    const changed = { carrier: 'DHL', weight: 6, receiver: { city: 'Graz' } };
    const done = await retry('boss', changed);
    expect(done).toMatchObject({
      status: 200,
      body: { process: { data: changed }, task: { status: 'SCHEDULED' } },
    });
    await work();
    const { body } = await app.as('boss').get(process);
    expect(body.failures).toEqual([]);
    expect(body.tasks.find(({ node }: TaskJson) => node === 'label').status).toBe('DONE');
    const { items } = (await app.as('boss').get(`${process}/events`)).body;
    const sent = { type: 'task.finished', node: 'send', actor: 'admin' };
    const filledIn = { weight: { from: null, to: 5 }, depth: { from: null, to: 0 } };
    expect(items).toContainEqual(expect.objectContaining({ ...sent, payload: { changes: filledIn } }));
    expect(items.find(({ type }: { type: string }) => type === 'task.retried')).toMatchObject({
      actor: 'boss',
      payload: {
        changes: {
          carrier: { from: null, to: 'DHL' },
          weight: { from: 5, to: 6 },
          receiver: { from: null, to: { city: 'Graz' } },
        },
      },
    });
  });

  it('data that does not fit is refused field by field, and nothing is retried', async () => {
    const process = await send();
    await work();
    const { url } = await failed(process);
    const before = await app.stored();
    const retry = async (body: unknown) => fields(await app.as('boss').post(`${url}/retry`, body));
    expect(await retry({ data: { carrier: 'x', weight: 1000 } })).toEqual([
      400,
      ['data.weight', 'data.carrier'],
    ]);
    expect(await retry({ data: { receiver: { city: '' } } })).toEqual([400, ['data.receiver.city']]);
    expect(await retry({ data: { stranger: 1 } })).toEqual([400, ['data.stranger']]);
    expect(await retry({ data: { weight: 'six' } })).toEqual([400, ['data.weight']]);
    for (const data of [null, 5, 'x', [], true]) expect(await retry({ data })).toEqual([400, ['data']]);
    expect(await retry({ carrier: 'DHL' })).toEqual([400, ['carrier']]);
    for (const body of [
      '{"data":{"__proto__":{"a":1}}}',
      '{"data":{"carrier":"a\\u0000"}}',
      '{"data":{"receiver":{"constructor":1}}}',
    ]) {
      expect((await retry(body))[0]).toBe(400);
    }
    expect((await app.stored()) === before).toBe(true);
    expect((await app.as('boss').post(`${url}/retry`, { data: { carrier: 'DHL' } })).status).toBe(200);
    expect((await app.as('boss').post(`${url}/retry`)).status).toBe(409);
  });

  it('null takes a field away', async () => {
    const process = await send();
    await work();
    const { url } = await failed(process);
    await app.as('boss').post(`${url}/retry`, { data: { carrier: 'DHL', receiver: { city: 'Graz' } } });
    await app.dataSource.getRepository(Task).update({ node: 'label' }, { status: 'ERROR' });
    const { body } = await app.as('boss').post(`${url}/retry`, { data: { receiver: null } });
    expect(body.process.data).toEqual({ weight: 5, depth: 0, carrier: 'DHL' });
  });

  it('B76 all failed tasks of a node are retried, each by itself and reported, within what the user may see', async () => {
    const processes = [await send(), await send(0, 'seen'), await send()];
    await work();
    expect((await app.as('viewer').post('/workflow/parcel/retry', { node: 'label' })).status).toBe(403);
    const tasks = await Promise.all(processes.map(failed));
    await app.dataSource.getRepository(Task).update({ id: tasks[0]?.id ?? '' }, { node: 'print' });
    const ids = async (user: string, node: string) => {
      const { body } = await app.as(user).post('/workflow/parcel/retry', { node });
      return {
        ...body,
        results: body.results.map(({ taskId, ok, status }: Record<string, unknown>) => [taskId, ok, status]),
      };
    };
    const report = (...of: (TaskJson | undefined)[]) => ({
      results: of.map((task) => [task?.id, true, 'SCHEDULED']),
      more: false,
    });
    expect(await ids('boss', 'pack')).toEqual(report());
    expect(await ids('limited', 'label')).toEqual(report(tasks[1]));
    expect(await ids('boss', 'label')).toEqual(report(tasks[0], tasks[2]));
    expect(await ids('boss', 'label')).toEqual(report());
    for (const body of [{}, { node: '' }, { node: 5 }, { node: ['label'] }, { node: 'label', all: true }]) {
      expect((await app.as('boss').post('/workflow/parcel/retry', body)).status).toBe(400);
    }
  });

  it('B52 B77 a timeout that has failed is on the board and in the lists, and retried where it was due', async () => {
    const process = await send();
    const repository = app.dataSource.getRepository(Task);
    const node = 'pack:timeout';
    const { id, dueAt } = await repository.findOneByOrFail({ node });
    const error = { message: 'No calendar', attempt: 3 };
    await repository.update({ id }, { status: 'ERROR', live: true, error, scheduledAt: null });

    const board = (await app.as('boss').get('/workflow/parcel')).body;
    expect(board.nodes).toContainEqual(
      expect.objectContaining({ node, title: 'Pack: Timeout', counts: { ERROR: 1 } }),
    );
    const processes = (await app.as('boss').get('/workflow/parcel/processes?failed=true')).body.items;
    expect(processes).toEqual([expect.objectContaining({ url: process })]);
    expect((await failed(process)) as object).toMatchObject({ node, actions: ['cancel', 'retry', 'skip'] });

    const { results } = (await app.as('boss').post('/workflow/parcel/retry', { node })).body;
    expect(results).toEqual([expect.objectContaining({ taskId: id, ok: true, status: 'SCHEDULED' })]);
    expect(await repository.findOneByOrFail({ node })).toMatchObject({ live: false, scheduledAt: dueAt });
  });

  it('B67 says what a cancel will withdraw, and then withdraws it', async () => {
    const process = await send(2);
    const preview = await app.as('boss').get(`${process}/cancel`);
    const nodes = (list: TaskJson[]) => list.map(({ node }) => node);
    expect(preview.status).toBe(200);
    expect(nodes(preview.body.tasks).sort()).toEqual(['pack', 'part']);
    expect(nodes(preview.body.timers)).toEqual(['pack:timeout']);
    expect(nodes(preview.body.jobs)).toEqual(['label']);
    expect(preview.body.processes).toHaveLength(2);
    expect(preview.body.more).toBe(false);
    expect((await app.as('viewer').get(`${process}/cancel`)).status).toBe(403);
    expect((await app.as('bob').get(`${process}/cancel`)).status).toBe(404);
    await app.as('boss').post(`${process}/cancel`);
    await work();
    for (const { url } of preview.body.processes) {
      expect((await app.as('boss').get(url)).body.status).toBe('CANCELED');
    }
    expect((await app.as('boss').get(`${process}/cancel`)).status).toBe(409);
    const live = await app.dataSource.getRepository(Task).countBy([{ live: true }, { status: 'SCHEDULED' }]);
    expect(live).toBe(0);
  });

  it('B77 shows the processes above and below one, in as many statements for three as for one', async () => {
    const one = await send();
    const top = await send(2);
    const chain: string[] = [];
    for (
      let at = (await app.as('boss').get(`${top}/tree`)).body.root as TreeNode | undefined;
      at;
      at = at.children[0]
    ) {
      chain.push(at.id);
    }
    expect(chain).toHaveLength(3);
    const middle = `/workflow/parcel/${chain[1] ?? ''}/tree`;
    const { body } = await app.as('boss').get(middle);
    const shape = ({ id, current, children }: TreeNode): unknown => [id, current, children.map(shape)];
    expect(shape(body.root)).toEqual([chain[0], false, [[chain[1], true, [[chain[2], false, []]]]]]);
    const counts = [
      await app.statements(() => app.as('boss').get(`${one}/tree`)),
      await app.statements(() => app.as('boss').get(middle)),
    ];
    expect(counts[0]).toBe(counts[1]);
  });

  it('B21 the tree ends where the user may see no further', async () => {
    const top = await send(2, 'seen');
    const { body } = await app.as('limited').get(`${top}/tree`);
    expect(body.root).toMatchObject({ current: true, children: [] });
    const below = (await app.as('boss').get(`${top}/tree`)).body.root.children[0].url;
    expect((await app.as('limited').get(`${below}/tree`)).status).toBe(404);
    await app.dataSource.query(
      `update workflow_process set business_key = 'also' where id = '${below.split('/').at(-1)}'`,
    );
    await app.dataSource.query(`update workflow_process set business_key = null where business_key = 'seen'`);
    expect((await app.as('limited').get(`${below}/tree`)).body.root).toMatchObject({
      current: true,
      children: [],
    });
  });

  it('measures how long nodes take, median and p95, renamed nodes included, of what the user may see', async () => {
    const minutes = [1, 2, 3, 4, 10];
    const repository = app.dataSource.getRepository(Task);
    for (const [index, took] of minutes.entries()) {
      const id = (await send(0, index === 0 ? 'seen' : '')).split('/').at(-1) ?? '';
      const label = await repository.findOneByOrFail({ processId: id, node: 'label' });
      await repository.update(
        { id: label.id },
        {
          status: 'DONE',
          node: index === 1 ? 'print' : 'label',
          finishedAt: new Date(label.createdAt.getTime() + took * 60_000),
        },
      );
    }
    const { body } = await app.as('viewer').get('/workflow/parcel/stats');
    const label = body.nodes.find(({ node }: TaskJson) => node === 'label');
    expect(label).toEqual({ node: 'label', title: 'Label', count: 5, median: 180_000, p95: 8.8 * 60_000 });
    expect(body.nodes.map(({ node }: TaskJson) => node)).toEqual(['send', 'both', 'label']);
    const limited = (await app.as('limited').get('/workflow/parcel/stats')).body.nodes;
    expect(limited.find(({ node }: TaskJson) => node === 'label')).toMatchObject({
      count: 1,
      median: 60_000,
      p95: 60_000,
    });
    expect((await app.as('packer').get('/workflow/parcel/stats')).status).toBe(403);
    const chart = (await app.as('viewer').get('/workflow/parcel/chart')).body as string;
    expect(chart).toContain('3m · p95 9m');
  });
});
