import {
  End,
  Flow,
  Handler,
  pessimisticWrite,
  StartHandler,
  Timer,
  type Activation,
  type FlowNode,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { TimerSweep } from '../../libs/workflow/src/jobs/timer-sweep.js';
import { BackgroundWork } from '../../libs/workflow/src/runtime/background-work.js';
import { begin } from '../persistence/subjects.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { connect, onEachStore, runOn } from '../support/stores.js';

class Data {
  after?: unknown;
  fired = 0;
}

@Flow({ data: Data, lock: pessimisticWrite({ wait: '20ms' }) })
class WaitingFlow {
  @StartHandler({ next: 'pause' })
  start({ process }: Activation<Data>, after: unknown) {
    process.data.after = after;
  }
  @Timer({ after: ({ process }: Activation<Data>) => process.data.after as string, next: 'fire' })
  pause!: FlowNode;
  @Handler({ next: 'end' })
  fire({ process }: Activation<Data>) {
    if (process.data.after === '61m') throw new Error('Broken flow');
    process.data.fired += 1;
  }
  @End() end!: FlowNode;
}

const FLOWS = [WaitingFlow];

const start = async (run: FlowRun, after: unknown) =>
  (await run.start(WaitingFlow, 'start', after, { failures: 'keep' })).process.id;

onEachStore('Timers', (makeRun) => {
  it.each([['soon'], [-1], [null], [{ hours: 1 }]])(
    'B51 a function that answers %j is an error on the task',
    async (after) => {
      const run = await makeRun(FLOWS);
      const id = await start(run, after);
      expect(await run.history(id)).toEqual(['start DONE', 'pause ERROR']);
      expect((await run.newest(id, 'pause')).error?.message).toContain("Expected 'after' of 'pause'");
    },
  );

  it('B51 a due moment survives a restart', async () => {
    const before = await makeRun(FLOWS);
    const id = await start(before, '1h');
    const after = await makeRun(FLOWS, { store: before.store, clock: before.clock });
    await after.advance('59m');
    expect(await before.waiting(id)).toEqual(['pause']);
    await after.advance('1m');
    expect((await before.process(id)).status).toBe('DONE');
  });

  it('B51 of several instances one lets each due timer fire, once', async () => {
    const first = await makeRun(FLOWS);
    const { store, clock } = first;
    const instances = [first, await makeRun(FLOWS, { store, clock }), await makeRun(FLOWS, { store, clock })];
    const ids: string[] = [];
    for (let made = 0; made < 10; made++) ids.push(await start(first, '1h'));
    clock.advance('1h');

    await Promise.all(instances.map((run) => sweepOf(run).sweep()));

    for (const id of ids) {
      expect(await first.history(id)).toEqual(['start DONE', 'pause DONE', 'fire DONE', 'end DONE']);
      expect((await first.process(id)).data).toMatchObject({ fired: 1 });
    }
    const fired = instances.flatMap(({ events }) =>
      events.filter(({ type, processId }) => type === 'process.finished' && ids.includes(processId ?? '')),
    );
    expect(fired).toHaveLength(10);
  });

  it('B51 B52 one that breaks stays as ERROR, with its attempt, and stops no other', async () => {
    const run = await makeRun(FLOWS);
    const broken = await start(run, '61m');
    const whole = await start(run, '62m');
    await run.advance('2h');
    expect(await run.history(broken)).toEqual(['start DONE', 'pause DONE', 'fire ERROR']);
    expect((await run.newest(broken, 'fire')).error).toMatchObject({ message: 'Broken flow', attempt: 1 });
    expect((await run.process(whole)).status).toBe('DONE');
  });
});

onDatabases(['postgres', 'mariadb'], 'Timers of locked processes', (database) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await database.create();
  });
  afterAll(() => db.drop());

  it('B51 are passed over, and fire at a sweep after that', async () => {
    const dataSource = await connect(db.options);
    try {
      const run = runOn(dataSource, FLOWS);
      const locked = await start(run, '1h');
      const free = await start(run, '1h');
      run.clock.advance('1h');
      const other = await begin(run.store);
      await other.tx.lockProcess(locked, pessimisticWrite());

      await sweepOf(run).sweep();
      expect((await run.process(free)).status).toBe('DONE');
      expect(await run.waiting(locked)).toEqual(['pause']);

      await other.commit();
      run.clock.advance('1s');
      await sweepOf(run).sweep();
      expect((await run.process(locked)).data).toMatchObject({ fired: 1 });
    } finally {
      await dataSource.destroy();
    }
  });
});

/** What a worker of the application does about timers. */
function sweepOf(run: FlowRun): TimerSweep {
  return new TimerSweep(
    new BackgroundWork(run.executor, run.store, run.registry, run.clock),
    run.store,
    run.clock,
    4,
  );
}
