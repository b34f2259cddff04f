import type { Task } from 'nestflow';
import { aProcess, aTask, changes } from './rows.js';
import { begin, onEachStore } from './subjects.js';

const LEASE = new Date('2026-03-04T05:06:37.000Z');
const LATER = new Date('2026-03-04T05:07:07.000Z');

onEachStore('leases of attempts', (subject, name) => {
  /** Jobs of one process. */
  async function jobs(...rows: Partial<Task>[]): Promise<Task[]> {
    const process = aProcess();
    const tasks = rows.map((row) =>
      aTask(process, { node: 'send', status: 'STARTED', queue: 'default', scheduledAt: LEASE, ...row }),
    );
    await subject().store.transaction((tx) =>
      tx.write(changes({ insertProcess: process, insertTasks: tasks })),
    );
    return tasks;
  }
  const renew = (attempts: readonly { id: string; attempt: number }[]) =>
    subject().store.renewLeases({ attempts, leaseUntil: LATER });
  const leasesOf = (tasks: readonly Task[]) =>
    subject().store.transaction(async (tx) => {
      const found = await tx.tasks(tasks.map(({ id }) => id));
      return found.map(({ scheduledAt }) => scheduledAt);
    });

  it('are put off for those under way, and the others are told', async () => {
    const tasks = await jobs(
      { attempts: 1 },
      { attempts: 2 },
      { attempts: 1, status: 'CANCELED', scheduledAt: null, live: false },
      { attempts: 1, status: 'SCHEDULED' },
      { attempts: 0, status: 'SCHEDULED' },
    );
    const ids = tasks.map(({ id }) => id) as [string, string, string, string, string];

    const ended = await renew(ids.map((id) => ({ id, attempt: 1 })));

    expect(ended.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: ids[1], attempt: 1, status: 'STARTED' },
      { id: ids[2], attempt: 1, status: 'CANCELED' },
      { id: ids[3], attempt: 1, status: 'SCHEDULED' },
    ]);
    expect(await leasesOf(tasks)).toEqual([LATER, LEASE, null, LEASE, LEASE]);
  });

  it('of two attempts at one task only the later one is under way', async () => {
    const [task] = (await jobs({ attempts: 2 })) as [Task];
    const both = [1, 2].map((attempt) => ({ id: task.id, attempt }));
    expect(await renew(both)).toEqual([{ id: task.id, attempt: 1, status: 'STARTED' }]);
    expect(await leasesOf([task])).toEqual([LATER]);
  });

  it('take as many statements for a hundred as for one', async () => {
    const tasks = await jobs(...Array.from({ length: 100 }, () => ({ attempts: 1 })));
    const attempts = tasks.map(({ id }) => ({ id, attempt: 1 }));
    const sent = async (count: number) =>
      (await subject().statementsOf(() => renew(attempts.slice(0, count)))).length;
    expect(await sent(100)).toBe(await sent(1));
    expect(await sent(1)).toBeLessThanOrEqual(name === 'mariadb' ? 2 : 1);
  });

  (name === 'pglite' || name === 'memory' ? it.skip : it)('do not wait for a row that is held', async () => {
    const [held, free] = (await jobs({ attempts: 1 }, { attempts: 1 })) as [Task, Task];
    const { tx, commit } = await begin(subject().store);
    await tx.write(changes({ updateTasks: [{ ...held, priority: 1 }] }));

    expect(await renew([held, free].map(({ id }) => ({ id, attempt: 1 })))).toEqual([]);

    await commit();
    expect(await leasesOf([held, free])).toEqual([LEASE, LATER]);
  });
});
