import type { DataSource } from 'typeorm';
import {
  End,
  Flow,
  Handler,
  StartHandler,
  Timer,
  type Activation,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { connect } from '../support/stores.js';
import { Instance, countEvents, lockProcess, until } from './instance.js';

class Nothing {}

@Flow({ data: Nothing })
class Reminder {
  readonly reminded: string[] = [];
  @StartHandler({ next: 'wait' }) start!: FlowNode;
  @Timer({ after: '20ms', next: 'remind' }) wait!: FlowNode;
  @Handler({ next: 'end' })
  remind({ process }: Activation<Nothing>) {
    this.reminded.push(process.id);
  }
  @End() end!: FlowNode;
}

@Flow({ data: Nothing })
class Broken {
  @StartHandler({ next: 'wait' }) start!: FlowNode;
  @Timer({ after: '20ms', next: 'remind' }) wait!: FlowNode;
  @Handler({ next: 'end' })
  remind() {
    throw new Error('this flow is broken');
  }
  @End() end!: FlowNode;
}

onDatabases(['postgres', 'mariadb'], 'Timers and several instances', (database) => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let reminder: Reminder;
  let instances: Instance[];

  beforeAll(async () => {
    testDatabase = await database.create();
    dataSource = await connect(testDatabase.options);
  });
  beforeEach(() => {
    reminder = new Reminder();
    const flows = new Map<FlowClass, object>([
      [Reminder, reminder],
      [Broken, new Broken()],
    ]);
    instances = [1, 2, 3].map(() => new Instance(dataSource, { flows }));
  });
  afterEach(() => Promise.all(instances.map((instance) => instance.stop())));
  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });

  const startAll = () => {
    for (const instance of instances) instance.start();
  };
  const start = async (flow: FlowClass<{ start: FlowNode }>, count: number) => {
    const { run } = instances[0] as Instance;
    const started = await Promise.all(Array.from({ length: count }, () => run.start(flow, 'start')));
    return started.map(({ process }) => process.id);
  };
  const finished = (ids: readonly string[]) =>
    until(async () => (await countEvents(dataSource, 'process.finished', ids)) >= ids.length);

  it('B51 let each timer fire once', async () => {
    startAll();
    const ids = await start(Reminder, 40);
    await finished(ids);
    expect([...reminder.reminded].sort()).toEqual([...ids].sort());
    expect(await countEvents(dataSource, 'task.finished', ids)).toBe(ids.length * 4);
  });

  it('B51 one broken flow does not stop the others', async () => {
    startAll();
    const broken = await start(Broken, 10);
    await finished(await start(Reminder, 10));
    await until(async () => (await countEvents(dataSource, 'task.failed', broken)) === broken.length);
    const [first] = instances as [Instance];
    expect(await first.run.history(broken[0] as string)).toEqual(['start DONE', 'wait DONE', 'remind ERROR']);
    expect(first.host.health()).toMatchObject({ running: true, error: null });
  });

  it('B51 a locked process is passed over, and comes when it is free', async () => {
    const [id] = (await start(Reminder, 1)) as [string];
    const unlock = await lockProcess(dataSource, id);
    startAll();
    await finished(await start(Reminder, 10));
    expect(reminder.reminded).not.toContain(id);
    await unlock();
    await finished([id]);
    expect(reminder.reminded.filter((one) => one === id)).toEqual([id]);
  });
});
