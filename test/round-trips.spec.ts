import { IsBoolean, IsOptional } from 'class-validator';
import {
  End,
  Flow,
  Handler,
  Start,
  StartHandler,
  View,
  workflowEntities,
  type Activation,
  type FlowNode,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import {
  DataSource,
  EntitySchema,
  EventSubscriber,
  type DataSourceOptions,
  type EntitySubscriberInterface,
} from 'typeorm';
import { onDatabases, type TestDatabase } from './support/databases.js';
import { StatementCounter } from './support/statement-counter.js';
import { runOn } from './support/stores.js';

class Decision {
  @IsBoolean() @IsOptional() approved?: boolean;
}

class Note {
  id!: string;
}

const notes = new EntitySchema<Note>({
  name: 'Note',
  target: Note,
  columns: { id: { type: 'uuid', primary: true } },
});

/** A person decides, code acts. */
@Flow({ data: Decision })
class Approval {
  @Start({ next: 'approve' }) start!: FlowNode;
  @View({ form: Decision, permission: 'approve', next: 'act' }) approve!: FlowNode<Decision>;
  @Handler({ next: 'end' }) act() {}
  @End() end!: FlowNode;
}

/** Code that writes rows of its own, in front of and behind code that does not. */
@Flow({ data: Decision })
class Notes {
  @StartHandler({ next: 'think' }) start!: FlowNode;
  @Handler({ next: 'note' }) think() {}
  @Handler({ next: 'refuse', onError: { then: 'end' } })
  async note({ process, manager }: Activation) {
    await manager.insert(Note, { id: process.id });
  }
  @Handler({ next: 'end', onError: { then: 'failed' } })
  async refuse({ task, manager }: Activation) {
    await manager.insert(Note, { id: task.id });
    throw new Error('no');
  }
  @End() end!: FlowNode;
  @End() failed!: FlowNode;
}

/** Code whose errors are caught, and which writes nothing. */
@Flow({ data: Decision })
class Thoughts {
  @StartHandler({ next: 'think' }) start!: FlowNode;
  @Handler({ next: 'doubt', onError: { then: 'end' } }) think() {}
  @Handler({ next: 'end', onError: { then: 'end' } })
  doubt() {
    throw new Error('no');
  }
  @End() end!: FlowNode;
}

const ann = { id: 'ann', permissions: ['approve'] };

onDatabases(['postgres'], 'the round trips of a transition', (database) => {
  const counter = new StatementCounter();
  let testDatabase: TestDatabase;
  let dataSource: DataSource;

  const connect = (options: Partial<Extract<DataSourceOptions, { type: 'postgres' }>> = {}) =>
    new DataSource({
      ...testDatabase.options,
      ...options,
      entities: [...workflowEntities('postgres'), notes],
      logger: counter.logger,
    } as DataSourceOptions).initialize();

  beforeAll(async () => {
    testDatabase = await database.create();
    dataSource = await connect();
    await dataSource.synchronize();
    counter.install();
  });

  afterAll(async () => {
    counter.uninstall();
    await dataSource.destroy();
    await testDatabase.drop();
  });

  const noted = async (): Promise<string[]> =>
    (await dataSource.getRepository(Note).find()).map(({ id }) => id);
  const waiting = async (run: FlowRun) =>
    (await run.start(Approval, 'start', undefined, { user: ann })).next[0];

  it('is one to start a process: a statement is a transaction of its own', async () => {
    const run = runOn(dataSource, [Approval]);
    const sent = await counter.during(() => waiting(run));
    expect(sent).toMatchObject({ roundTrips: 1, framing: [] });
    expect(sent.work).toHaveLength(1);
  });

  it("are three to complete a person's task: BEGIN goes with the lock, COMMIT with the rows", async () => {
    const run = runOn(dataSource, [Approval]);
    const task = await waiting(run);
    const sent = await counter.during(() => run.completeTask(task?.id ?? '', { approved: true }, ann));
    expect(sent).toMatchObject({ roundTrips: 3, framing: ['START TRANSACTION', 'COMMIT'] });
  });

  it('are none for savepoints around code that writes nothing', async () => {
    const run = runOn(dataSource, [Thoughts]);
    const sent = await counter.during(() => run.start(Thoughts, 'start'));
    expect(sent).toMatchObject({ roundTrips: 1, framing: [] });
  });

  it('begin the transaction before the first row that code of the flow writes', async () => {
    const run = runOn(dataSource, [Notes]);
    let processId = '';
    const sent = await counter.during(async () => {
      const { process } = await run.start(Notes, 'start');
      processId = process.id;
    });
    expect(sent.framing).toEqual([
      'START TRANSACTION',
      'SAVEPOINT typeorm_1',
      'RELEASE SAVEPOINT typeorm_1',
      'SAVEPOINT typeorm_1',
      'ROLLBACK TO SAVEPOINT typeorm_1',
      'COMMIT',
    ]);
    expect(await noted()).toEqual([processId]);
  });

  it('leave nothing behind when what waits for the commit is refused', async () => {
    const run = runOn(dataSource, [Approval]);
    const task = await waiting(run);
    await dataSource.query(
      `alter table workflow_event add constraint no_end check (type <> 'process.finished') not valid`,
    );
    try {
      const refused = run.completeTask(task?.id ?? '', { approved: true }, ann);
      await expect(refused).rejects.toThrow('no_end');
    } finally {
      await dataSource.query('alter table workflow_event drop constraint no_end');
    }
    const statuses = async () => (await run.tasks(task?.processId ?? '')).map(({ status }) => status);
    expect(await statuses()).toEqual(['DONE', 'NEW']);
    await run.completeTask(task?.id ?? '', { approved: true }, ann);
    expect(await statuses()).toEqual(['DONE', 'DONE', 'DONE', 'DONE']);
  });

  it('are told to subscribers of transactions', async () => {
    const told: string[] = [];
    @EventSubscriber()
    class Subscriber implements EntitySubscriberInterface {
      afterTransactionStart = () => void told.push('start');
      afterTransactionCommit = () => void told.push('commit');
    }
    const observed = await connect({ subscribers: [Subscriber] });
    try {
      const run = runOn(observed, [Approval]);
      const sent = await counter.during(() => waiting(run));
      expect(sent.framing).toEqual(['START TRANSACTION', 'COMMIT']);
      expect(told).toEqual(['start', 'commit']);
    } finally {
      await observed.destroy();
    }
  });

  it('are as many statements where the driver pipelines by itself', async () => {
    const pipelining = await connect({ extra: { pipeline: true } });
    try {
      const run = runOn(pipelining, [Approval, Notes]);
      const task = await waiting(run);
      const sent = await counter.during(() => run.completeTask(task?.id ?? '', { approved: true }, ann));
      expect(sent.framing).toEqual(['START TRANSACTION', 'COMMIT']);
      expect(sent.work).toHaveLength(3);
      await run.start(Notes, 'start');
    } finally {
      await pipelining.destroy();
    }
  });
});
