import type { DataSource } from 'typeorm';
import {
  End,
  Flow,
  Job,
  StartHandler,
  Task,
  pessimisticWrite,
  type Activation,
  type FlowClass,
  type FlowNode,
  type WorkerOptions,
} from 'nestflow';
import { deliveryOf } from '../../libs/workflow/src/runtime/job-deliveries.js';
import type { TestDatabase } from '../support/databases.js';
import { connect } from '../support/stores.js';
import { onEachEngine } from './engines.js';
import { Instance, countEvents, lockProcess, until } from './instance.js';

class Data {
  done?: number;
}

/** What jobs do, and what was seen of them. */
class World {
  readonly ran = new Map<string, number>();
  running = 0;
  most = 0;
  gate: Promise<void> = Promise.resolve();
  fail: ((attempt: number) => boolean) | undefined;

  async work({ process, task, signal }: Activation<Data>): Promise<void> {
    this.ran.set(process.id, (this.ran.get(process.id) ?? 0) + 1);
    this.most = Math.max(this.most, ++this.running);
    try {
      await Promise.race([
        this.gate,
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted')))),
      ]);
      if (this.fail?.(task.attempts)) throw new Error('not this time');
      process.data.done = (process.data.done ?? 0) + 1;
    } finally {
      this.running -= 1;
    }
  }

  /** Lets every job wait from now on, until the answer is called. */
  close(): () => void {
    let open = (): void => undefined;
    this.gate = new Promise((resolve) => (open = resolve));
    return open;
  }
}

@Flow({ data: Data, lock: pessimisticWrite({ wait: '50ms' }) })
class Plain {
  constructor(readonly world: World) {}
  @StartHandler({ next: 'work' }) start!: FlowNode;
  @Job({ next: 'end', attempts: 3, backoff: '30ms' })
  work(activation: Activation<Data>) {
    return this.world.work(activation);
  }
  @End() end!: FlowNode;
}

/** Its jobs stand in a queue of their own, two at once. */
@Flow({ data: Data })
class Narrow extends Plain {
  @Job({ next: 'end', queue: 'narrow', concurrency: 2 })
  override work(activation: Activation<Data>) {
    return super.work(activation);
  }
}

onEachEngine('A queue of jobs', (subject, database) => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let instances: Instance[] = [];

  beforeAll(async () => {
    testDatabase = await database.create();
    dataSource = await connect(testDatabase.options);
  });
  afterEach(async () => {
    await Promise.all(instances.map((instance) => instance.stop()));
    instances = [];
  });
  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });

  const world = () => {
    const [plain, narrow] = [new World(), new World()];
    const flows = new Map<FlowClass, object>([
      [Plain, new Plain(plain)],
      [Narrow, new Narrow(narrow)],
    ]);
    return { plain, narrow, flows };
  };
  const instance = (flows: ReadonlyMap<FlowClass, object>, worker?: WorkerOptions | false) => {
    const made = new Instance(dataSource, { flows, engine: subject.engine(), worker });
    instances.push(made);
    return made;
  };
  const finished = (processIds: readonly string[]) =>
    until(async () => (await countEvents(dataSource, 'process.finished', processIds)) >= processIds.length);
  const start = async ({ run }: Instance, flow: typeof Plain | typeof Narrow, count: number) => {
    const started = await Promise.all(Array.from({ length: count }, () => run.start(flow, 'start')));
    return started.map(({ process }) => process.id);
  };
  const tasks = () => dataSource.getRepository(Task);

  it('B33 B34 runs every job once, however many instances there are', async () => {
    const { plain, flows } = world();
    const [first] = [1, 2, 3].map(() => instance(flows).start());
    const ids = await start(first as Instance, Plain, 30);
    await finished(ids);
    expect([...plain.ran.values()]).toEqual(ids.map(() => 1));
    expect(await countEvents(dataSource, 'task.finished', ids)).toBe(ids.length * 3);
  });

  it('B33 runs nothing of a transaction that is rolled back', async () => {
    const { plain, flows } = world();
    const one = instance(flows).start();
    const undone = one.run.executor.transact(async () => {
      await start(one, Plain, 1);
      throw new Error('undo it');
    });
    await expect(undone).rejects.toThrow('undo it');
    const ids = await start(one, Plain, 1);
    await finished(ids);
    expect([...plain.ran.keys()]).toEqual(ids);
  });

  it('B33 finds a job whose application died between the commit and the dispatch', async () => {
    const { plain, flows } = world();
    const dead = instance(flows, false);
    dead.run.executor.queue = undefined;
    const ids = await start(dead, Plain, 1);
    instance(flows).start();
    await finished(ids);
    expect([...plain.ran.keys()]).toEqual(ids);
  });

  it('B34 runs a job once that is brought several times', async () => {
    const { plain, flows } = world();
    const [one, two] = [instance(flows).start(), instance(flows).start()];
    const open = plain.close();
    const ids = await start(one, Plain, 1);
    const task = await tasks().findOneByOrFail({ processId: ids[0] as string, node: 'work' });
    const due = { ...task, flow: 'plain', line: 'default', attempts: 0, leaseUntil: new Date() };
    const delivery = deliveryOf(due, new Date());
    for (const each of [one, two, two]) await each.run.executor.queue?.enqueue([delivery, delivery]);
    await until(() => plain.running > 0);
    open();
    await finished(ids);
    expect([...plain.ran.values()]).toEqual([1]);
    expect(await one.run.process(ids[0] as string)).toMatchObject({ data: { done: 1 } });
  });

  it('B34 goes on with the next attempt when a worker has died', async () => {
    const { plain, flows } = world();
    const web = instance(flows, false);
    web.run.executor.queue = undefined;
    const ids = await start(web, Plain, 1);
    const died = { status: 'STARTED', attempts: 1, scheduledAt: new Date(Date.now() - 1_000) } as const;
    await tasks().update({ processId: ids[0] as string, node: 'work' }, died);
    instance(flows).start();
    await finished(ids);
    expect(plain.ran.get(ids[0] as string)).toBe(1);
    expect(await web.run.newest(ids[0] as string, 'work')).toMatchObject({ status: 'DONE', attempts: 2 });
  });

  it('B35 brings a job again after its backoff, and at last lets it be', async () => {
    const { plain, flows } = world();
    const one = instance(flows).start();
    plain.fail = (attempt) => attempt < 3;
    const [good] = await start(one, Plain, 1);
    await finished([good as string]);
    expect(await one.run.newest(good as string, 'work')).toMatchObject({ status: 'DONE', attempts: 3 });
    plain.fail = () => true;
    const [bad] = await start(one, Plain, 1);
    await until(async () => (await one.run.newest(bad as string, 'work')).status === 'ERROR');
    expect(plain.ran.get(bad as string)).toBe(3);
  });

  it('B36 runs a failed job again when it is retried, under a new delivery', async () => {
    const { plain, flows } = world();
    const one = instance(flows).start();
    plain.fail = () => true;
    const [id] = (await start(one, Plain, 1)) as [string];
    await until(async () => (await one.run.newest(id, 'work')).status === 'ERROR');
    plain.fail = undefined;
    await one.run.make(id, 'work', 'retry');
    await finished([id]);
    expect(plain.ran.get(id)).toBe(4);
  });

  it('B36 does not run a job that was cancelled while it stood in the queue; revived, it runs', async () => {
    const { narrow, flows } = world();
    const one = instance(flows).start();
    const open = narrow.close();
    const busy = await start(one, Narrow, 2);
    await until(() => narrow.running === 2);
    const [id] = (await start(one, Narrow, 1)) as [string];
    await one.run.make(id, 'work', 'cancel');
    open();
    await finished(busy);
    expect(narrow.ran.has(id)).toBe(false);
    await one.run.make(id, 'work', 'revive');
    await finished([id]);
    expect(narrow.ran.get(id)).toBe(1);
  });

  it('runs no more jobs of a queue at once than it says, and a full queue holds up no other', async () => {
    const { plain, narrow, flows } = world();
    const one = instance(flows).start();
    const open = narrow.close();
    const held = await start(one, Narrow, 6);
    await until(() => narrow.running === 2);
    const free = await start(one, Plain, 3);
    await finished(free);
    await until(() => one.host.health().active === 2);
    expect(one.host.health()).toMatchObject({ running: true, error: null });
    open();
    await finished(held);
    expect([plain.most <= 10, narrow.most]).toEqual([true, 2]);
  });

  it('works on the queues it is there for, and leaves others to others', async () => {
    const { plain, narrow, flows } = world();
    const one = instance(flows, { queues: ['narrow'] }).start();
    const ids = await start(one, Plain, 1);
    await finished(await start(one, Narrow, 2));
    expect([plain.ran.size, narrow.ran.size]).toEqual([0, 2]);
    instance(flows, { queues: ['default'] }).start();
    await finished(ids);
    expect(plain.ran.size).toBe(1);
  });

  it('runs jobs in a queue that no flow names any more', async () => {
    const { flows } = world();
    const web = instance(flows, false);
    web.run.executor.queue = undefined;
    const ids = await start(web, Plain, 1);
    await tasks().update({ processId: ids[0] as string, node: 'work' }, { queue: 'former' });
    instance(flows).start();
    await finished(ids);
  });

  it('runs in one instance what another one makes due', async () => {
    const { plain, flows } = world();
    const web = instance(flows, false).start();
    instance(flows).start();
    const ids = await start(web, Plain, 3);
    await finished(ids);
    expect(plain.ran.size).toBe(3);
    expect(web.host.health()).toMatchObject({ running: false, active: 0, error: null });
  });

  it('B34 aborts jobs that outlive the grace period when it stops; they are tried again elsewhere', async () => {
    const { plain, flows } = world();
    const one = instance(flows, { grace: 10 }).start();
    const open = plain.close();
    const [id] = (await start(one, Plain, 1)) as [string];
    await until(() => plain.running === 1);
    await one.stop();
    expect(await one.run.newest(id, 'work')).toMatchObject({ status: 'SCHEDULED', attempts: 1 });
    open();
    instance(flows).start();
    await finished([id]);
    expect(plain.ran.get(id)).toBe(2);
  });

  it('B34 begins no job once it was told to stop; those that come are for others', async () => {
    const [stopping, other] = [world(), world()];
    const one = instance(stopping.flows).start();
    const open = stopping.plain.close();
    await start(one, Plain, 1);
    await until(() => stopping.plain.running === 1);
    const stopped = one.stop();
    const ids = await start(instance(stopping.flows, false).start(), Plain, 3);
    instance(other.flows).start();
    await finished(ids);
    expect([stopping.plain.ran.size, other.plain.ran.size]).toEqual([1, 3]);
    open();
    await stopped;
  });

  if (database.name === 'pglite') return;

  it('B51 leaves a locked process alone, and comes back to its job', async () => {
    const { plain, flows } = world();
    const web = instance(flows, false);
    web.run.executor.queue = undefined;
    const [id] = (await start(web, Plain, 1)) as [string];
    const unlock = await lockProcess(dataSource, id);
    const one = instance(flows).start();
    await finished(await start(one, Plain, 5));
    expect(plain.ran.has(id)).toBe(false);
    await unlock();
    await finished([id]);
    expect(plain.ran.get(id)).toBe(1);
  });
});
