import type { DataSource } from 'typeorm';
import {
  End,
  Flow,
  Job,
  StartHandler,
  SystemClock,
  type Activation,
  type FlowClass,
  type FlowNode,
  type WorkerHost,
  type WorkerOptions,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { backgroundWork } from '../../libs/workflow/src/jobs/compose.js';
import { IdempotencyKey } from '../../libs/workflow/src/model/idempotency-key.entity.js';
import { WorkflowMessage } from '../../libs/workflow/src/model/message.entity.js';
import { SqlWorkflowStore } from '../../libs/workflow/src/persistence/sql-workflow-store.js';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { connect, runOn } from '../support/stores.js';

class Data {
  count?: number;
}

@Flow({ data: Data })
class Counting {
  readonly ran = new Map<string, number>();
  running = 0;
  most = 0;
  gate: Promise<void> = Promise.resolve();

  @StartHandler({ next: 'count' }) start!: FlowNode;
  @Job({ next: 'end' })
  async count({ process, signal }: Activation<Data>) {
    this.ran.set(process.id, (this.ran.get(process.id) ?? 0) + 1);
    this.most = Math.max(this.most, ++this.running);
    await Promise.race([this.gate, new Promise((_, reject) => signal?.addEventListener('abort', reject))]);
    this.running -= 1;
    process.data.count = 1;
  }
  @End() end!: FlowNode;
}

onEachDatabase('The worker', (database) => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    testDatabase = await database.create();
    dataSource = await connect(testDatabase.options);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });

  /** So many instances of the application over one database, each with a worker. */
  function setUp(instances: number, options: WorkerOptions = {}) {
    const flow = new Counting();
    const clock = new SystemClock();
    const runs = Array.from({ length: instances }, () =>
      runOn(dataSource, [Counting], {
        instances: new Map<FlowClass, object>([[Counting, flow]]),
        clock: clock as never,
      }),
    );
    const store = new SqlWorkflowStore(dataSource);
    const workers = runs.map(({ executor, registry, messages }) =>
      backgroundWork({ worker: options }, { executor, store, registry, clock, messages }),
    );
    const events = () => runs.flatMap((run) => run.events);
    const finished = (count: number) =>
      new Promise<void>((resolve) => {
        const check = () => {
          if (events().filter(({ type }) => type === 'process.finished').length === count) resolve();
          else setImmediate(check);
        };
        check();
      });
    const start = () => {
      for (const worker of workers) void worker.onApplicationBootstrap();
    };
    const stop = () => Promise.all(workers.map((worker) => worker.beforeApplicationShutdown()));
    return { flow, run: runs[0] as FlowRun, worker: workers[0] as WorkerHost, start, stop, finished };
  }

  it('B33 B34 runs every job once, however many workers look for work', async () => {
    const { flow, run, start, stop, finished } = setUp(3, { poll: '20ms' });
    start();
    const started = await Promise.all(Array.from({ length: 30 }, () => run.start(Counting, 'start')));
    await finished(30);
    await stop();
    expect([...flow.ran.values()]).toEqual(started.map(() => 1));
  });

  it('runs no more jobs at once than its concurrency', async () => {
    const { flow, run, worker, start, stop, finished } = setUp(1, { concurrency: 2 });
    let open = (): void => undefined;
    flow.gate = new Promise((resolve) => (open = resolve));
    for (let i = 0; i < 6; i++) await run.start(Counting, 'start');
    start();
    while (flow.running < 2) await new Promise(setImmediate);
    expect(worker.health()).toMatchObject({ running: true, active: 2, error: null });
    open();
    await finished(6);
    await stop();
    expect(flow.most).toBe(2);
  });

  it('B34 aborts a job that outlives the grace period when it stops; the job is tried again', async () => {
    const { flow, run, worker, start, stop } = setUp(1, { grace: 10 });
    flow.gate = new Promise(() => undefined);
    const { process } = await run.start(Counting, 'start');
    start();
    while (flow.running < 1) await new Promise(setImmediate);
    await stop();
    expect(await run.newest(process.id, 'count')).toMatchObject({ status: 'SCHEDULED', attempts: 1 });
    expect(worker.health()).toMatchObject({ running: false, active: 0 });
  });

  it('forgets what is too old: answers after a day, messages a week after their time', async () => {
    const { start, stop } = setUp(1);
    const day = 86_400_000;
    const ago = (days: number) => new Date(Date.now() - days * day);
    const keys = dataSource.getRepository(IdempotencyKey);
    const messages = dataSource.getRepository(WorkflowMessage);
    const answer = { request: 'r', statusCode: 200 };
    await keys.insert([
      { ...answer, id: 'old', createdAt: ago(1.1) },
      { ...answer, id: 'new', createdAt: ago(0.9) },
    ]);
    const message = { recipient: 'message:x:', createdAt: ago(9), consumedAt: null };
    await messages.insert([
      { ...message, id: 'old', expiresAt: ago(8) },
      { ...message, id: 'new', expiresAt: ago(6) },
    ]);
    start();
    while ((await messages.count()) > 1) await new Promise(setImmediate);
    await stop();
    expect(await keys.findBy({})).toMatchObject([{ id: 'new' }]);
    expect(await messages.findBy({})).toMatchObject([{ id: 'new' }]);
  });
});
