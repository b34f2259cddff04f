import type { Process } from '../../libs/workflow/src/model/process.entity.js';
import type { Task } from '../../libs/workflow/src/model/task.entity.js';
import { SCOPE_DEPTH, type StoreTransaction } from '../../libs/workflow/src/runtime/ports/workflow-store.js';
import { aDoneTask, aProcess, aTask, changes } from './rows.js';
import { onEachStore } from './subjects.js';

onEachStore('scopes', (subject) => {
  const given = async (build: (process: Process) => Task[]) => {
    const process = aProcess();
    const tasks = build(process);
    await subject().store.transaction((tx) =>
      tx.write(changes({ insertProcess: process, insertTasks: tasks })),
    );
    return process.id;
  };
  const ask = <T>(question: (tx: StoreTransaction) => Promise<T>) => subject().store.transaction(question);
  const aSplit = (process: Process, over: Partial<Task> = {}) =>
    aTask(process, { node: 'split', kind: 'SPLIT', status: 'DONE', ...over });

  it('of a task outside all splits: only what else lives in the process', async () => {
    let one!: Task, two!: Task;
    const processId = await given((process) => [
      (one = aTask(process)),
      (two = aTask(process)),
      aDoneTask(process),
    ]);
    const request = { processId, token: null, joins: ['join'] };

    expect(await ask((tx) => tx.scopes({ ...request, except: [one.id] }))).toEqual({
      scopes: [],
      joins: [],
      processOthers: true,
    });
    expect(await ask((tx) => tx.scopes({ ...request, except: [one.id, two.id] }))).toMatchObject({
      processOthers: false,
    });
    expect(await ask((tx) => tx.scopes({ ...request, except: [] }))).toMatchObject({ processOthers: true });
  });

  it('report joins outside all splits, whatever their status', async () => {
    let past!: Task, waiting!: Task;
    const processId = await given((process) => [
      (past = aDoneTask(process, { node: 'join' })),
      (waiting = aTask(process, { node: 'join', status: 'STARTED' })),
      aTask(process, { node: 'join', token: process.id }),
    ]);

    const report = await ask((tx) =>
      tx.scopes({ processId, token: null, except: [], joins: ['join', 'other'] }),
    );

    expect(report.joins).toEqual([past, waiting]);
    expect(report.processOthers).toBe(true); // the join inside a split
  });

  it('of nested splits: from the innermost outwards, each with whether others live in it', async () => {
    let outer!: Task, inner!: Task, mine!: Task, join!: Task, outerJoin!: Task, cousin!: Task;
    const processId = await given((process) => [
      (outer = aSplit(process)),
      (inner = aSplit(process, { token: outer.id })),
      (mine = aTask(process, { token: inner.id })),
      (join = aTask(process, { token: inner.id, node: 'join' })),
      (outerJoin = aDoneTask(process, { token: outer.id, node: 'join' })),
      (cousin = aTask(process, { token: outer.id })),
      aDoneTask(process, { token: inner.id }),
    ]);
    const request = { processId, token: inner.id, joins: ['join'] };

    expect(await ask((tx) => tx.scopes({ ...request, except: [mine.id] }))).toEqual({
      scopes: [
        { split: inner, others: false },
        { split: outer, others: true },
      ],
      joins: [join, outerJoin],
      processOthers: true,
    });
    expect(await ask((tx) => tx.scopes({ ...request, except: [cousin.id, join.id] }))).toEqual({
      scopes: [
        { split: inner, others: true },
        { split: outer, others: false },
      ],
      joins: [join, outerJoin],
      processOthers: true,
    });
    expect(await ask((tx) => tx.scopes({ ...request, except: [mine.id, cousin.id] }))).toMatchObject({
      processOthers: false,
    });
  });

  it('are reported only so deep', async () => {
    const splits: Task[] = [];
    const processId = await given((process) => {
      for (let depth = 0; depth <= SCOPE_DEPTH; depth++) {
        splits.push(aSplit(process, { token: splits.at(-1)?.id ?? null }));
      }
      return splits;
    });

    const token = splits.at(-1)?.id ?? null;
    const report = await ask((tx) => tx.scopes({ processId, token, except: [], joins: [] }));

    expect(report.scopes.map(({ split }) => split.id)).toEqual(
      splits
        .slice(1)
        .reverse()
        .map(({ id }) => id),
    );
    expect(report.processOthers).toBe(true); // the outermost split
  });

  it('are asked for what lives in them', async () => {
    let split!: Task, one!: Task;
    const processId = await given((process) => [
      (split = aSplit(process, { live: false })),
      (one = aTask(process, { token: split.id, node: 'pack' })),
      aTask(process, { node: 'ship' }),
    ]);
    const anyLive = (token: string | null, except: string[], exceptNodes: string[]) =>
      ask((tx) => tx.anyLive({ processId, token, except, exceptNodes }));

    expect(await anyLive(split.id, [], [])).toBe(true);
    expect(await anyLive(split.id, [one.id], [])).toBe(false);
    expect(await anyLive(split.id, [], ['pack'])).toBe(false);
    expect(await anyLive(null, [], [])).toBe(true);
    expect(await anyLive(null, [], ['ship', 'pack'])).toBe(false);
  });

  it('give their live rows, nested ones included', async () => {
    let outer!: Task, inner!: Task, deep!: Task, near!: Task, outside!: Task;
    const processId = await given((process) => [
      (outside = aTask(process)),
      (outer = aSplit(process)),
      (inner = aSplit(process, { token: outer.id })),
      (deep = aTask(process, { token: inner.id })),
      (near = aTask(process, { token: outer.id, status: 'ERROR' })),
      aDoneTask(process, { token: outer.id }),
    ]);

    expect(await ask((tx) => tx.liveTasks(processId, outer.id))).toEqual([inner, deep, near]);
    expect(await ask((tx) => tx.liveTasks(processId, inner.id))).toEqual([deep]);
    expect(await ask((tx) => tx.liveTasks(processId))).toEqual([outside, outer, inner, deep, near]);
  });
});
