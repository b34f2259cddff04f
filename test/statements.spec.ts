import { IsBoolean, IsInt, IsOptional } from 'class-validator';
import {
  End,
  Flow,
  Handler,
  If,
  Job,
  Join,
  Split,
  Start,
  StartHandler,
  View,
  WorkflowEvent,
  workflowEntities,
  type Activation,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { DataSource } from 'typeorm';
import { BackgroundWork } from '../libs/workflow/src/runtime/background-work.js';
import { onDatabases, type TestDatabase } from './support/databases.js';
import { StatementCounter, type SentStatements } from './support/statement-counter.js';
import { runOn } from './support/stores.js';

class Count {
  @IsInt() @IsOptional() count = 0;
}
class Decision {
  @IsBoolean() @IsOptional() approved?: boolean;
}

/** A person decides, code checks and acts, the process ends. */
@Flow({ data: Decision })
class Approval {
  @Start({ permission: 'approval.start', next: 'approve' }) start!: FlowNode;
  @View({ form: Decision, permission: 'approval.approve', next: 'approved' }) approve!: FlowNode<Decision>;
  @If({ then: 'act', else: 'end' })
  approved({ process }: Activation<Decision>) {
    return process.data.approved === true;
  }
  @Handler({ next: 'end' }) act() {}
  @End() end!: FlowNode;
}

/** As many automatic nodes in a row as it is told, at once or once a person has said so. */
@Flow({ data: Count })
class Chain {
  @Start({ form: Count, next: 'step' }) start!: FlowNode<Count>;
  @Start({ next: 'wait' }) later!: FlowNode;
  @View({ form: Count, next: 'step' }) wait!: FlowNode<Count>;
  @Handler({ next: 'another' })
  step({ process }: Activation<Count>) {
    process.data.count -= 1;
  }
  @If({ then: 'step', else: 'end' })
  another({ process }: Activation<Count>) {
    return process.data.count > 0;
  }
  @End() end!: FlowNode;
}

/** As many branches as it is told, one person's task each, joined before the end. */
@Flow({ data: Count })
class Fan {
  @Start({ form: Count, next: 'split' }) start!: FlowNode<Count>;
  @Split({
    branches: [
      { to: 'review', items: ({ process }: Activation<Count>) => Array.from({ length: process.data.count }) },
    ],
  })
  split!: FlowNode;
  @View({ permission: 'fan.review', next: 'join' }) review!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

/** A job, and the end. */
@Flow({ data: Count })
class Sending {
  @StartHandler({ next: 'send' }) start!: FlowNode;
  @Job({ next: 'end' })
  send({ process }: Activation<Count>) {
    process.data.count = 1;
  }
  @End() end!: FlowNode;
}

const ann = { id: 'ann', permissions: ['approval.start', 'approval.approve', 'fan.review'] };

onDatabases(['postgres'], 'the statements of a transition', (database) => {
  const counter = new StatementCounter();
  let testDatabase: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    testDatabase = await database.create();
    dataSource = new DataSource({
      ...testDatabase.options,
      entities: workflowEntities('postgres'),
      synchronize: true,
      logger: counter.logger,
    });
    await dataSource.initialize();
    counter.install();
  });

  afterAll(async () => {
    counter.uninstall();
    await dataSource.destroy();
    await testDatabase.drop();
  });

  const over = (...flows: FlowClass[]): FlowRun => runOn(dataSource, flows);

  /** A statement alone is a transaction of its own. */
  const expectOneTransaction = ({ framing, work }: SentStatements, most: number) => {
    expect(framing).toEqual(work.length === 1 ? [] : ['START TRANSACTION', 'COMMIT']);
    expect(work.length).toBeGreaterThan(0);
    expect(work.length).toBeLessThanOrEqual(most);
  };

  /** The last of so many branches is completed; all others are before. */
  async function joinTheLastOf(count: number): Promise<SentStatements> {
    const run = over(Fan);
    const { process, next } = await run.start(Fan, 'start', { count });
    const branches = next.filter(({ node }) => node === 'review');
    const last = branches.pop()?.id ?? '';
    for (const { id } of branches) await run.completeTask(id, undefined, ann);
    const sent = await counter.during(() => run.completeTask(last, undefined, ann));
    expect((await run.process(process.id)).status).toBe('DONE');
    return sent;
  }

  it("start a process with at most 3, its history's included", async () => {
    const run = over(Approval);
    const sent = await counter.during(() => run.start(Approval, 'start', undefined, { user: ann }));
    expectOneTransaction(sent, 3);
  });

  it('start a process under a business key with at most 3, and find the standing one with as many', async () => {
    const run = over(Approval);
    const start = () => run.start(Approval, 'start', undefined, { user: ann, businessKey: 'approval-1' });
    expectOneTransaction(await counter.during(start), 3);
    expectOneTransaction(await counter.during(start), 3);
  });

  it("complete a person's task with at most 3, its history's included", async () => {
    const run = over(Approval);
    const { process, next } = await run.start(Approval, 'start', undefined, { user: ann });
    const taskId = next[0]?.id ?? '';
    const sent = await counter.during(() => run.completeTask(taskId, { approved: true }, ann));
    expectOneTransaction(sent, 3);
    expect((await run.process(process.id)).status).toBe('DONE');
    const history = await dataSource.getRepository(WorkflowEvent).findBy({ processId: process.id });
    expect(history.map(({ type }) => type)).toContain('process.finished');
  });

  it("complete a person's task that joins and ends the process with at most 3", async () => {
    expectOneTransaction(await joinTheLastOf(2), 3);
  });

  it('run a job that ends its process with at most 5, besides the one that takes all that are due', async () => {
    const run = over(Sending);
    for (let i = 0; i < 3; i++) await run.start(Sending, 'start');
    const work = new BackgroundWork(run.executor, run.store, run.registry, run.clock);
    const now = run.clock.now();
    const take = { now, leaseUntil: new Date(now.getTime() + 1), lines: [{ line: 'default', limit: 10 }] };
    const sent = await counter.during(async () => {
      const due = await run.store.claimDue(take);
      expect(due).toHaveLength(3);
      for (const task of due) expect(await work.do(task)).toBe('done');
    });
    expect(sent.framing).toEqual(Array.from({ length: 2 * 3 }, () => ['START TRANSACTION', 'COMMIT']).flat());
    expect(sent.work.length).toBeLessThanOrEqual(1 + 3 * 5);
  });

  it('ask for nothing while no job is in hand', async () => {
    const run = over(Sending);
    const sent = await counter.during(() => run.executor.attempts.renew(run.clock.now()));
    expect(sent.work).toEqual([]);
  });

  it('are as many for a chain of a hundred automatic nodes as for one', async () => {
    const run = over(Chain);
    const start = (count: number) => counter.during(() => run.start(Chain, 'start', { count }));
    const [one, hundred] = [await start(1), await start(100)];
    expectOneTransaction(one, 3);
    expect(hundred.work).toHaveLength(one.work.length);

    const complete = async (count: number) => {
      const { next } = await run.start(Chain, 'later');
      return counter.during(() => run.completeTask(next[0]?.id ?? '', { count }));
    };
    const [short, long] = [await complete(1), await complete(100)];
    expectOneTransaction(short, 3);
    expect(long.work).toHaveLength(short.work.length);
  });

  it('are as many to split into a hundred branches as into two', async () => {
    const run = over(Fan);
    const split = (count: number) => counter.during(() => run.start(Fan, 'start', { count }));
    const [two, hundred] = [await split(2), await split(100)];
    expectOneTransaction(two, 3);
    expect(hundred.work).toHaveLength(two.work.length);
  });

  it('are no more to join the last of a hundred branches than the last of two', async () => {
    const [two, hundred] = [await joinTheLastOf(2), await joinTheLastOf(100)];
    expect(hundred.work.length).toBeLessThanOrEqual(two.work.length);
  });
});
