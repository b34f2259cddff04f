import { jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import {
  AttemptOver,
  End,
  Flow,
  Job,
  StartHandler,
  WorkflowEvents,
  type Activation,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import { LiveHub } from '../../libs/workflow/src/http/live/live-hub.js';
import { liveSettings } from '../../libs/workflow/src/http/live/live-options.js';
import { LeaseSweep } from '../../libs/workflow/src/jobs/lease-sweep.js';
import { Worker, workerSettings } from '../../libs/workflow/src/jobs/worker.js';
import { NotificationBus } from '../../libs/workflow/src/persistence/postgres/notification-bus.js';
import { ChangeFeed } from '../../libs/workflow/src/runtime/change-feed.js';
import { DueSignal } from '../../libs/workflow/src/runtime/due-signal.js';
import type { JobQueue } from '../../libs/workflow/src/runtime/ports/job-queue.js';
import { FakeClock } from 'nestflow/testing';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { connect } from '../support/stores.js';
import { onEachEngine } from './engines.js';
import { Instance, until } from './instance.js';

class Nothing {}

@Flow({ data: Nothing })
class Printing {
  readonly begun: AbortSignal[] = [];
  @StartHandler({ next: 'print' }) start!: FlowNode;
  @Job({ next: 'end', timeout: '1h' })
  print({ signal }: Activation<Nothing>): Promise<void> {
    if (signal) this.begun.push(signal);
    return new Promise(() => undefined);
  }
  @End() end!: FlowNode;
}

describe('A worker', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function setUp() {
    let stopped = (): void => undefined;
    let renewals = 0;
    const changes = new ChangeFeed();
    const attempts = {
      renew: () => Promise.resolve(void (renewals += 1)),
      isAnyOf: (processId: string) => processId === 'mine',
    };
    const queue = {
      start: () => undefined,
      stop: () => new Promise<void>((resolve) => (stopped = resolve)),
      health: () => ({ active: 0, lastLook: null, error: null }),
    } as unknown as JobQueue;
    const leases = new LeaseSweep(attempts, new FakeClock());
    const run = () => Promise.resolve('nothing' as const);
    const parts = { queue, sweeps: [], leases, due: new DueSignal(), changes, queues: () => [], run };
    const worker = new Worker(parts, workerSettings());
    worker.start();
    const renewed = async (work: () => unknown) => {
      const before = renewals;
      await work();
      return renewals - before;
    };
    return { worker, changes, renewed, stopped: () => stopped() };
  }
  const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

  it('renews the leases of its jobs every ten seconds, until the last has ended after it was told to stop', async () => {
    const { worker, renewed, stopped } = setUp();
    expect(await renewed(() => pass(30_000))).toBe(3);
    const stopping = worker.stop();
    expect(await renewed(() => pass(10_000))).toBe(1);
    stopped();
    await stopping;
    expect(await renewed(() => pass(60_000))).toBe(0);
  });

  it('looks at once when another instance has changed a process it works for, and at no other', async () => {
    const { changes, renewed } = setUp();
    await pass(1);
    const change = { flow: 'printing', users: [], permissions: [], more: false };
    expect(await renewed(() => pass(changes.hear({ ...change, processId: 'mine' }) ?? 1))).toBe(1);
    expect(await renewed(() => pass(changes.hear({ ...change, processId: 'other' }) ?? 1))).toBe(0);
  });
});

onEachEngine('Jobs in hand', (subject, database) => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let instances: Instance[];
  let flow: Printing;

  beforeAll(async () => {
    testDatabase = await database.create();
    dataSource = await connect(testDatabase.options);
  });
  beforeEach(() => {
    instances = [];
    flow = new Printing();
  });
  afterEach(() => Promise.all(instances.map((instance) => instance.stop())));
  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });

  const instance = (): Instance => {
    const flows = new Map<FlowClass, object>([[Printing, flow]]);
    const made = new Instance(dataSource, { flows, engine: subject.engine(), worker: { grace: 10 } });
    instances.push(made);
    return made.start();
  };

  it('B36 are aborted when their process is cancelled, and not tried again', async () => {
    const one = instance();
    const { process } = await one.run.start(Printing, 'start');
    await until(() => flow.begun.length === 1);
    await one.run.flow(Printing).cancel(process.id);
    expect(flow.begun[0]?.reason).toBeInstanceOf(AttemptOver);
    await until(() => one.host.health().active === 0);
    expect(await one.run.newest(process.id, 'print')).toMatchObject({ status: 'CANCELED', attempts: 1 });
  });

  it('B34 are not run a second time by their own instance when it was held up past their lease', async () => {
    const one = instance();
    const { process } = await one.run.start(Printing, 'start');
    await until(() => flow.begun.length === 1);
    const task = await one.run.newest(process.id, 'print');
    await dataSource.query(
      `update workflow_task set scheduled_at = '2020-01-01 00:00:00' where id = '${task.id}'`,
    );
    const leased = async () => (await one.run.newest(process.id, 'print')).scheduledAt?.getTime() ?? 0;
    await until(async () => (await leased()) > Date.now());
    await one.run.executor.attempts.renew(new Date());
    expect(await leased()).toBeGreaterThan(Date.now() + 20_000);
    const { process: later } = await one.run.start(Printing, 'start');
    await until(async () => (await one.run.newest(later.id, 'print')).status === 'STARTED');
    expect(await one.run.newest(process.id, 'print')).toMatchObject({ status: 'STARTED', attempts: 1 });
    expect(flow.begun[0]?.aborted).toBe(false);
  });
});

onDatabases(['postgres'], 'Jobs in hand of instances that hear of each other', (database) => {
  it('B36 are aborted when another instance cancels their process', async () => {
    const testDatabase = await database.create();
    const dataSource = await connect(testDatabase.options);
    const flow = new Printing();
    const flows = new Map<FlowClass, object>([[Printing, flow]]);
    const [worker, web] = [{}, false as const].map((options) =>
      new Instance(dataSource, { flows, worker: options }).start(),
    ) as [Instance, Instance];
    const hubs = [worker, web].map(({ run: { executor } }) => {
      const lists = { changesSince: () => Promise.resolve([]), visibleAmong: () => Promise.resolve([]) };
      const bus = new NotificationBus(dataSource);
      return new LiveHub(executor.changes, new WorkflowEvents(), lists, bus, liveSettings({}));
    });
    for (const hub of hubs) hub.onApplicationBootstrap();

    const { process } = await web.run.start(Printing, 'start');
    await until(() => flow.begun.length === 1);
    await web.run.flow(Printing).cancel(process.id);
    await until(() => flow.begun[0]?.aborted === true);
    expect(flow.begun[0]?.reason).toMatchObject({ code: 'ATTEMPT_OVER', status: 'CANCELED' });

    for (const hub of hubs) await hub.beforeApplicationShutdown();
    for (const instance of [worker, web]) await instance.stop();
    await dataSource.destroy();
    await testDatabase.drop();
  });
});
