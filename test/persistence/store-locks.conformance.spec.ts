import { advisory, noLock, pessimisticWrite } from '../../libs/workflow/src/definition/lock.js';
import { ProcessBusyError } from '../../libs/workflow/src/errors.js';
import { aProcess, aTask, changes } from './rows.js';
import { begin, onEachStore } from './subjects.js';

onEachStore('locks', (subject, name) => {
  const stored = async () => {
    const process = aProcess();
    const task = aTask(process);
    await subject().store.transaction((tx) =>
      tx.write(changes({ insertProcess: process, insertTasks: [task] })),
    );
    return { process, task };
  };
  const concurrently = name === 'pglite' ? it.skip : it;
  const LOCKS = [
    ['of the row', pessimisticWrite],
    ['of the id', advisory],
  ] as const;

  it.each([...LOCKS, ['no lock', () => noLock] as const])(
    'read the task and its process: %s',
    async (_, lock) => {
      const { process, task } = await stored();

      await subject().store.transaction(async (tx) => {
        expect(await tx.lockTask(task.id, lock())).toEqual({ process, task });
        expect(await tx.lockProcess(process.id, lock())).toEqual(process);
        expect(await tx.lockTask(process.id, lock())).toBeUndefined();
        expect(await tx.lockProcess(task.id, lock())).toBeUndefined();
      });
    },
  );

  concurrently.each(LOCKS)('%s: who waited sees what was done meanwhile', async (_, lock) => {
    const { process, task } = await stored();
    const { store, waiting } = subject();
    const first = await begin(store);
    await first.tx.lockTask(task.id, lock());
    const second = store.transaction((tx) => tx.lockTask(task.id, lock()));
    await waiting(1);

    await first.tx.write(
      changes({
        updateProcess: Object.assign(aProcess(process), { data: { by: 'first' } }),
        updateTasks: [{ ...task, status: 'CANCELED', live: false }],
      }),
    );
    await first.commit();

    await expect(second).resolves.toMatchObject({
      process: { data: { by: 'first' } },
      task: { status: 'CANCELED', live: false },
    });
  });

  concurrently.each(LOCKS)('%s: the wait is bounded', async (_, lock) => {
    const { process, task } = await stored();
    const { store } = subject();
    const first = await begin(store);
    await first.tx.lockProcess(process.id, lock());

    const second = store.transaction((tx) => tx.lockTask(task.id, lock({ wait: '20ms' })));
    await expect(second).rejects.toThrow(ProcessBusyError);

    await first.commit();
    const third = store.transaction((tx) => tx.lockTask(task.id, lock()));
    await expect(third).resolves.toEqual({ process, task });
  });

  concurrently('are free again when the transaction fails', async () => {
    for (const [, lock] of LOCKS) {
      const { process, task } = await stored();
      const failing = subject().store.transaction(async (tx) => {
        await tx.lockTask(task.id, lock());
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');

      const next = subject().store.transaction((tx) => tx.lockProcess(process.id, lock({ wait: '20ms' })));
      await expect(next).resolves.toEqual(process);
    }
  });

  it('keep 20 transitions of one process from losing any', async () => {
    const { process, task } = await stored();
    const { store } = subject();

    await Promise.all(
      Array.from({ length: 20 }, () =>
        store.transaction(async (tx) => {
          const found = await tx.lockTask(task.id, pessimisticWrite({ wait: '30s' }));
          if (found) found.task.attempts += 1;
          await tx.write(changes({ updateTasks: found ? [found.task] : [] }));
        }),
      ),
    );

    const after = await store.transaction((tx) => tx.lockTask(task.id, noLock));
    expect(after).toEqual({ process, task: { ...task, attempts: 20 } });
  });

  it('of a business key are had by one', async () => {
    const { store } = subject();
    const claims = Array.from({ length: 5 }, () =>
      aProcess({ flow: 'claimed', businessKey: `Order 1, ${name}` }),
    );

    const had = await Promise.all(
      claims.map((process) =>
        store.transaction(async (tx) => {
          const mine = await tx.claimBusinessKey(process);
          const standing = await tx.findByBusinessKey('claimed', process.businessKey ?? '');
          expect(standing?.id === process.id).toBe(mine);
          return mine;
        }),
      ),
    );

    expect(had.filter(Boolean)).toHaveLength(1);
  });

  it('of a business key are per flow and exact', async () => {
    const { store } = subject();
    const claim = (flow: string, businessKey: string) =>
      store.transaction((tx) => tx.claimBusinessKey(aProcess({ flow, businessKey })));

    expect(await claim('exact', 'Key')).toBe(true);
    expect(await claim('exact', 'key')).toBe(true);
    expect(await claim('other', 'Key')).toBe(true);
    expect(await claim('exact', 'Key')).toBe(false);
  });
});
