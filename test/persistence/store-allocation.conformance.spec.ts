import type { StoreTransaction } from '../../libs/workflow/src/runtime/ports/workflow-store.js';
import { newId } from '../../libs/workflow/src/runtime/ids.js';
import { aProcess, aTask, changes } from './rows.js';
import { onEachStore } from './subjects.js';

onEachStore('allocation', (subject) => {
  const ask = <T>(question: (tx: StoreTransaction) => Promise<T>) => subject().store.transaction(question);

  it('counts whose tasks are in hand, of all flows or of one node', async () => {
    const [ann, bob, cy] = [`ann-${newId()}`, `bob-${newId()}`, `cy-${newId()}`];
    const process = aProcess({ flow: 'orders' });
    const other = aProcess({ flow: 'claims' });
    const counted = aTask(process, { node: 'check', status: 'ASSIGNED', owner: ann });
    const tasks = [
      counted,
      aTask(process, { node: 'oldCheck', status: 'STARTED', owner: ann }),
      aTask(process, { node: 'send', status: 'ASSIGNED', owner: bob }),
      aTask(process, { node: 'check', status: 'DONE', owner: bob, live: false }),
      aTask(process, { node: 'check', status: 'NEW', owner: null }),
    ];
    const elsewhere = aTask(other, { node: 'check', status: 'ASSIGNED', owner: ann });
    for (const [insertProcess, insertTasks] of [
      [process, tasks],
      [other, [elsewhere]],
    ] as const) {
      await subject().store.transaction((tx) => tx.write(changes({ insertProcess, insertTasks })));
    }
    const request = { owners: [ann, bob, cy], statuses: ['ASSIGNED', 'STARTED'], except: [] } as const;

    expect(await ask((tx) => tx.ownedBy(request))).toEqual(
      new Map([
        [ann, 3],
        [bob, 1],
      ]),
    );
    const of = { flow: 'orders', nodes: ['check', 'oldCheck'] };
    expect(await ask((tx) => tx.ownedBy({ ...request, of }))).toEqual(new Map([[ann, 2]]));
    expect(await ask((tx) => tx.ownedBy({ ...request, of, except: [counted.id] }))).toEqual(
      new Map([[ann, 1]]),
    );
    expect(await ask((tx) => tx.ownedBy({ ...request, statuses: ['DONE'] }))).toEqual(new Map([[bob, 1]]));
    expect(await ask((tx) => tx.ownedBy({ ...request, owners: [] }))).toEqual(new Map());
  });

  it('takes turns one after the other; one of a transaction that fails was not taken', async () => {
    const name = `turn-${newId()}`;
    const take = () => ask((tx) => tx.takeTurn(name));
    expect([await take(), await take()]).toEqual([0, 1]);
    await expect(
      ask(async (tx) => {
        await tx.takeTurn(name);
        throw new Error('in vain');
      }),
    ).rejects.toThrow('in vain');
    const taken = await Promise.all(Array.from({ length: 8 }, take));
    expect(taken.sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await ask(async (tx) => [await tx.takeTurn(name), await tx.takeTurn(name)])).toEqual([10, 11]);
  });
});
