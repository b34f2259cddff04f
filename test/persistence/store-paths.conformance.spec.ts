import type { Process } from '../../libs/workflow/src/model/process.entity.js';
import type { TaskLink } from '../../libs/workflow/src/model/task-link.entity.js';
import type { Task } from '../../libs/workflow/src/model/task.entity.js';
import type { StoreTransaction } from '../../libs/workflow/src/runtime/ports/workflow-store.js';
import { aDoneTask, aProcess, aTask, changes, links, NOW } from './rows.js';
import { onEachStore } from './subjects.js';

const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

onEachStore('paths', (subject) => {
  const given = (process: Process, tasks: Task[], insertLinks: TaskLink[]) =>
    subject().store.transaction((tx) =>
      tx.write(changes({ insertProcess: process, insertTasks: tasks, insertLinks })),
    );
  const ask = <T>(question: (tx: StoreTransaction) => Promise<T>) => subject().store.transaction(question);

  it('lead back to the nearest task of a node, the start of the search included', async () => {
    const process = aProcess();
    const [first, second, other, last] = ['fill', 'fill', 'check', 'send'].map((node) =>
      aDoneTask(process, { node }),
    );
    if (!first || !second || !other || !last) throw new Error('unreachable');
    await given(
      process,
      [first, second, other, last],
      [...links(second, first), ...links(other, second), ...links(last, other)],
    );

    expect(await ask((tx) => tx.nearestOnPath([last.id], ['fill']))).toEqual(second);
    expect(await ask((tx) => tx.nearestOnPath([last.id], ['send', 'fill']))).toEqual(last);
    expect(await ask((tx) => tx.nearestOnPath([last.id], ['nowhere']))).toBeUndefined();
  });

  it('lead, where they branch, to what was finished last', async () => {
    const process = aProcess();
    const old = aDoneTask(process, { node: 'fill', finishedAt: later(1) });
    const late = aDoneTask(process, { node: 'fill', finishedAt: later(3) });
    const pending = aTask(process, { node: 'fill' });
    const between = aDoneTask(process, { node: 'check', finishedAt: later(9) });
    const join = aDoneTask(process, { node: 'join', finishedAt: later(9) });
    await given(
      process,
      [old, late, pending, between, join],
      [...links(between, late), ...links(join, old, between, pending)],
    );

    expect(await ask((tx) => tx.nearestOnPath([join.id], ['fill']))).toEqual(late);
  });

  it('end, though the history has many diamonds', async () => {
    const process = aProcess();
    const rounds = Array.from({ length: 300 }, () => ({
      top: aDoneTask(process, { node: 'top' }),
      sides: [aDoneTask(process, { node: 'left' }), aDoneTask(process, { node: 'right' })],
    }));
    const edges = rounds.flatMap(({ top, sides }, index) => [
      ...sides.flatMap((side) => links(side, top)),
      ...links(top, ...(rounds[index - 1]?.sides ?? [])),
    ]);
    const start = aDoneTask(process, { node: 'start' });
    await given(
      process,
      [start, ...rounds.flatMap(({ top, sides }) => [top, ...sides])],
      [...edges, ...links(rounds[0]?.top ?? start, start)],
    );

    const from = rounds.at(-1)?.sides.map(({ id }) => id) ?? [];
    expect(await ask((tx) => tx.nearestOnPath(from, ['start']))).toEqual(start);
  });

  it('end, though they are longer than a thousand steps', async () => {
    const process = aProcess();
    const tasks = Array.from({ length: 1500 }, (_, index) =>
      aDoneTask(process, { node: index === 0 ? 'start' : 'loop' }),
    );
    await given(
      process,
      tasks,
      tasks.slice(1).flatMap((task, index) => links(task, ...tasks.slice(index, index + 1))),
    );

    expect(await ask((tx) => tx.nearestOnPath([tasks.at(-1)?.id ?? ''], ['start']))).toEqual(tasks[0]);
  });

  it('tell whether anything that followed still counts', async () => {
    const process = aProcess();
    const [done, undone, cancelled] = [
      aDoneTask(process),
      aDoneTask(process),
      aDoneTask(process, { status: 'CANCELED' }),
    ];
    const [revived, next] = [aDoneTask(process, { status: 'REVIVED' }), aTask(process)];
    await given(
      process,
      [done, undone, cancelled, revived, next],
      [...links(next, done), ...links(cancelled, done, undone), ...links(revived, undone)],
    );

    expect(await ask((tx) => tx.hasActiveFollower(done.id))).toBe(true);
    expect(await ask((tx) => tx.hasActiveFollower(undone.id))).toBe(false);
    expect(await ask((tx) => tx.hasActiveFollower(next.id))).toBe(false);
    expect(await ask((tx) => tx.previousOf([cancelled.id, next.id]))).toHaveLength(3);
    expect(await ask((tx) => tx.previousOf([]))).toEqual([]);
  });

  it('tell whether a node was ever done', async () => {
    const process = aProcess();
    await given(process, [aDoneTask(process, { node: 'pay' }), aTask(process, { node: 'ship' })], []);

    expect(await ask((tx) => tx.anyDone(process.id, ['ship', 'pay']))).toBe(true);
    expect(await ask((tx) => tx.anyDone(process.id, ['ship']))).toBe(false);
    expect(await ask((tx) => tx.anyDone(process.id, []))).toBe(false);
  });

  it('the done tasks of some nodes are told by id, of that process alone', async () => {
    const [process, other] = [aProcess(), aProcess()];
    const [first, second] = [aDoneTask(process, { node: 'pay' }), aDoneTask(process, { node: 'ship' })];
    await given(process, [second, first, aTask(process, { node: 'pay' }), aDoneTask(process)], []);
    await given(other, [aDoneTask(other, { node: 'pay' })], []);

    expect(await ask((tx) => tx.doneTasks(process.id, ['ship', 'pay']))).toEqual([first, second]);
    expect(await ask((tx) => tx.doneTasks(process.id, []))).toEqual([]);
  });
});
