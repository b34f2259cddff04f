import type { DataSource } from 'typeorm';
import { End, Flow, Join, Split, StartHandler, View, type FlowNode } from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { connect, runOn } from '../support/stores.js';

class Data {}

@Flow({ data: Data })
class TwoBranches {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['a', 'b'] }) split!: FlowNode;
  @View({ next: 'join' }) a!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @Join({ next: 'after' }) join!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class FirstOfTwo {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['a', 'b'] }) split!: FlowNode;
  @View({ next: 'join' }) a!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @Join({ needs: 1, rest: 'cancel', next: 'after' }) join!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

onDatabases(['postgres', 'mariadb'], 'Two at once', (database) => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let run: FlowRun;

  beforeAll(async () => {
    testDatabase = await database.create();
    dataSource = await connect(testDatabase.options);
    run = runOn(dataSource, [TwoBranches, FirstOfTwo]);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });

  it('B44 two branches that finish at the same moment make one join and one continuation, 200 times', async () => {
    for (let round = 0; round < 200; round++) {
      const { process, next } = await run.start(TwoBranches, 'start');
      await Promise.all(next.map((task) => run.completeTask(task.id)));
      expect(await run.history(process.id)).toEqual(
        expect.arrayContaining(['a DONE', 'b DONE', 'join DONE', 'after NEW']),
      );
      expect(await run.tasks(process.id)).toHaveLength(6);
    }
  });

  it('B43 B69 of two branches finishing at once only the first fires a cancelling join; the other is refused', async () => {
    for (let round = 0; round < 100; round++) {
      const { process, next } = await run.start(FirstOfTwo, 'start');
      const outcomes = await Promise.allSettled(next.map((task) => run.completeTask(task.id)));
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await run.waiting(process.id)).toEqual(['after']);
    }
  });

  it('B14 of many starts with one business key, at once, one makes the process and all answer with it', async () => {
    const starts = await Promise.all(
      Array.from({ length: 10 }, () =>
        run.start(TwoBranches, 'start', undefined, { businessKey: 'order-7' }),
      ),
    );
    expect(new Set(starts.map(({ process }) => process.id)).size).toBe(1);
    expect(starts.filter(({ created }) => created)).toHaveLength(1);
  });

  it('B17 of fifty users who take one task at once, one gets it', async () => {
    const { next } = await run.start(TwoBranches, 'start');
    const users = Array.from({ length: 50 }, (_, i) => ({
      id: `user-${i}`,
      permissions: ['two-branches.view'],
    }));
    const outcomes = await Promise.allSettled(
      users.map((user) => run.executor.activate(next[0]!.id, { user }, (activation) => activation.assign())),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
