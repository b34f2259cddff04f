import { advisory, noLock, pessimisticWrite } from '../../libs/workflow/src/definition/lock.js';
import type { StoreTransaction } from '../../libs/workflow/src/runtime/ports/workflow-store.js';
import { aDoneTask, anEvent, aProcess, aTask, changes, links } from './rows.js';
import { onEachStore } from './subjects.js';

const ANY = { processId: aProcess().id, token: aProcess().id, except: [], joins: ['join'], exceptNodes: [] };

onEachStore('statements', (subject, name) => {
  const isPostgres = name === 'postgres' || name === 'pglite';
  const onPostgres = isPostgres ? it : it.skip;
  const stored = async () => {
    const process = aProcess();
    const task = aTask(process);
    await subject().store.transaction((tx) =>
      tx.write(changes({ insertProcess: process, insertTasks: [task] })),
    );
    return { process, task };
  };
  const count = async (work: (tx: StoreTransaction) => Promise<unknown>) =>
    (await subject().statementsOf(() => subject().store.transaction(work))).length;

  onPostgres.each<[string, (tx: StoreTransaction, taskId: string) => Promise<unknown>]>([
    ['lockTask', (tx, id) => tx.lockTask(id, pessimisticWrite())],
    ['lockTask without a lock', (tx, id) => tx.lockTask(id, noLock)],
    ['lockProcess', (tx, id) => tx.lockProcess(id, pessimisticWrite())],
    ['scopes', (tx) => tx.scopes(ANY)],
    ['anyLive', (tx) => tx.anyLive(ANY)],
    ['liveTasks', (tx, id) => tx.liveTasks(id)],
    ['liveTasks of a scope', (tx, id) => tx.liveTasks(id, id)],
    ['anyDone', (tx, id) => tx.anyDone(id, ['a'])],
    ['tasks', (tx, id) => tx.tasks([id])],
    ['previousOf', (tx, id) => tx.previousOf([id])],
    ['hasActiveFollower', (tx, id) => tx.hasActiveFollower(id)],
    ['nearestOnPath', (tx, id) => tx.nearestOnPath([id], ['a'])],
    ['claimBusinessKey', (tx) => tx.claimBusinessKey(aProcess({ flow: 'counted', businessKey: 'key' }))],
  ])('%s is one', async (_, work) => {
    const { task } = await stored();

    expect(await count((tx) => work(tx, task.id))).toBe(1);
  });

  onPostgres('an advisory lock is one, and the read another', async () => {
    const { task } = await stored();

    expect(await count((tx) => tx.lockTask(task.id, advisory()))).toBe(2);
  });

  const mostWrites = isPostgres ? 1 : 4;
  (name === 'memory' ? it.skip : it).each([1, 3, 100])(
    `a whole change set of %i each is ${mostWrites}`,
    async (size) => {
      const { process, task } = await stored();
      const added = Array.from({ length: size }, () => aDoneTask(process));

      const sent = await count((tx) =>
        tx.write(
          changes({
            updateProcess: process,
            updateTasks: [task],
            insertTasks: added,
            insertLinks: added.flatMap((next) => links(next, task)),
            insertEvents: added.map(() => anEvent(process)),
          }),
        ),
      );

      expect(sent).toBe(mostWrites);
    },
  );

  onPostgres('the wait for a lock bounds no other statement', async () => {
    const { task, process } = await stored();

    await subject().store.transaction(async (tx) => {
      await tx.manager.query(`set local lock_timeout = '7s'`);
      await tx.lockTask(task.id, pessimisticWrite({ wait: '90ms' }));
      await tx.lockProcess(process.id, pessimisticWrite({ wait: '90ms' }));
      await tx.lockProcess(task.id, pessimisticWrite({ wait: '90ms' }));
      await tx.lockTask(task.id, advisory({ wait: '90ms' }));
      expect(await tx.manager.query('show lock_timeout')).toEqual([{ lock_timeout: '7s' }]);
    });

    expect(await subject().dataSource?.query('show lock_timeout')).toEqual([{ lock_timeout: '0' }]);
  });

  onPostgres('text that PostgreSQL refuses in JSON is kept readable', async () => {
    const process = aProcess({
      data: { nul: 'a\u0000b', half: 'x\ud83dy', fox: '🦊', literal: '\\u0000 \\\\u0000' },
    });
    const tasks = Array.from({ length: 5 }, () =>
      aTask(process, { error: { message: 'a\u0000b', attempt: 1 } }),
    );

    await subject().store.transaction((tx) =>
      tx.write(changes({ insertProcess: process, insertTasks: tasks })),
    );

    await subject().store.transaction(async (tx) => {
      const found = await tx.lockProcess(process.id, noLock);
      expect(found?.data).toEqual({
        nul: 'a\ufffdb',
        half: 'x\ufffdy',
        fox: '🦊',
        literal: '\\u0000 \\\\u0000',
      });
      expect((await tx.liveTasks(process.id))[4]?.error).toEqual({ message: 'a\ufffdb', attempt: 1 });
    });
  });
});
