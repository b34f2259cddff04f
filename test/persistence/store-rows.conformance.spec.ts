import { randomUUID } from 'node:crypto';
import type { Process } from '../../libs/workflow/src/model/process.entity.js';
import type { ChangeSet } from '../../libs/workflow/src/runtime/ports/workflow-store.js';
import { noLock } from '../../libs/workflow/src/definition/lock.js';
import { aDoneTask, anEvent, aProcess, aTask, changes, links, NOW } from './rows.js';
import { onEachStore } from './subjects.js';

const HARD = `Ünïcödé 🦊 "double" 'single' \\back\\slash \n\t % _ ; -- ? :name $1 \\u0041`;

onEachStore('rows', (subject) => {
  const write = (over: Partial<ChangeSet>) => subject().store.transaction((tx) => tx.write(changes(over)));
  const read = (process: Process) =>
    subject().store.transaction(async (tx) => ({
      process: await tx.lockProcess(process.id, noLock),
      tasks: await tx.liveTasks(process.id),
    }));

  it('come back as they were written', async () => {
    const process = aProcess({
      data: { text: HARD, nothing: null, nested: [{ a: [1, 2.5, -3e-7, true, null, ''] }], 'odd key "': {} },
      businessKey: `${HARD} 1`,
      parentTaskId: aProcess().id,
      artifactType: 'Order',
      artifactId: '42',
      finishedAt: new Date('1999-12-31T23:59:59.999Z'),
      status: 'DONE',
    });
    const full = aTask(process, {
      status: 'ASSIGNED',
      token: aProcess().id,
      owner: HARD,
      permission: 'hello.approve',
      excluded: ['anna', HARD],
      priority: -7,
      dueAt: NOW,
      snoozedUntil: NOW,
      scheduledAt: NOW,
      data: { item: [HARD] },
      draft: { approved: false },
      error: { message: HARD, attempt: 2, stack: 'at x' },
      attempts: 3,
      externalId: 'e-1',
      assignedAt: NOW,
      startedAt: NOW,
      finishedAt: NOW,
    });

    await write({ insertProcess: process, insertTasks: [full, aTask(process)] });

    const found = await read(process);
    expect(found.process).toEqual(process);
    expect(found.process).toBeInstanceOf(process.constructor);
    expect(found.tasks[0]).toEqual(full);
    expect(found.tasks[1]).toEqual({ ...aTask(process), id: expect.any(String) });
  });

  it.each([
    ['a text', 'text'],
    ['a text that looks like JSON', '{"a":1}'],
    ['a number', 0],
    ['false', false],
    ['an empty list', []],
    ['nulls inside', { a: null, b: [null] }],
    ['null', null],
  ])('keep as data %s', async (_, data) => {
    const process = aProcess();

    await write({ insertProcess: process, insertTasks: [aTask(process, { data })] });

    expect((await read(process)).tasks[0]?.data).toEqual(data);
  });

  it('take a missing value for null', async () => {
    const process = aProcess();

    await write({
      insertProcess: process,
      insertTasks: [aTask(process, { data: undefined, owner: undefined })],
    });

    expect((await read(process)).tasks[0]).toMatchObject({ data: null, owner: null });
  });

  it.each([1, 4, 5, 1000])('are written and changed together, %i of each', async (count) => {
    const process = aProcess();
    const rows = Array.from({ length: count }, (_, index) => aTask(process, { data: { index, text: HARD } }));
    const more = Array.from({ length: count }, () => aDoneTask(process));
    await write({ insertProcess: process, insertTasks: rows });

    process.status = 'DONE';
    process.data = { changed: true };
    for (const row of rows)
      Object.assign(row, { status: 'STARTED', owner: 'anna', data: null, startedAt: NOW });
    await write({
      updateProcess: process,
      updateTasks: rows,
      insertTasks: more,
      insertLinks: more.flatMap((task, index) => links(task, ...rows.slice(index, index + 1))),
      insertEvents: more.map((task) =>
        anEvent(process, { taskId: task.id, actor: HARD, payload: { count } }),
      ),
    });

    const found = await read(process);
    expect(found.process).toEqual(process);
    expect(found.tasks).toEqual(rows);
    const [first, last] = [more[0], more.at(-1)];
    await subject().store.transaction(async (tx) => {
      expect(await tx.tasks(more.map(({ id }) => id))).toEqual(more);
      expect(await tx.previousOf([last?.id ?? ''])).toEqual([
        { taskId: last?.id, previousId: rows.at(-1)?.id },
      ]);
      expect(await tx.firstTask(process.id)).toEqual(rows[0]);
      expect(await tx.tasks([first?.id ?? '', rows[0]?.id ?? ''])).toEqual([rows[0], first]);
    });
  });

  it.each(['', ' ', 'NULL', 'null', '{a,b}', ',', '"', '\\', '\\"'])(
    'may hold the text %j in some of them',
    async (text) => {
      const process = aProcess();
      const rows = [
        aTask(process, { owner: text, data: text }),
        aTask(process),
        aTask(process, { owner: 'x' }),
      ];
      await write({ insertProcess: process, insertTasks: rows });
      expect((await read(process)).tasks).toEqual(rows);

      const changed = rows.map((row) => ({ ...row, owner: row.owner === null ? text : null }));
      await write({ updateTasks: changed, changed: { process: new Set(), tasks: new Set(['owner']) } });
      expect((await read(process)).tasks).toEqual(changed);
    },
  );

  it('are not written when nothing changed', async () => {
    const sent = await subject().statementsOf(() => write({}));

    expect(sent).toEqual([]);
  });

  it('are gone when the transaction fails', async () => {
    const process = aProcess();
    let committed = false;

    const failing = subject().store.transaction(async (tx) => {
      tx.afterCommit(() => (committed = true));
      await tx.write(changes({ insertProcess: process }));
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect((await read(process)).process).toBeUndefined();
    expect(committed).toBe(false);
  });

  it('are gone when the savepoint they were written in fails', async () => {
    const { store } = subject();
    const [kept, lost] = [aProcess(), aProcess()];
    const committed: string[] = [];

    await store.transaction(async (tx) => {
      tx.afterCommit(() => committed.push('kept'));
      await tx.write(changes({ insertProcess: kept }));
      const failing = tx.savepoint(async () => {
        tx.afterCommit(() => committed.push('lost'));
        await tx.write(changes({ insertProcess: lost }));
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
    });

    expect((await read(kept)).process).toEqual(kept);
    expect((await read(lost)).process).toBeUndefined();
    expect(committed).toEqual(['kept']);
  });

  it('of messages and turns are gone with the savepoint, too', async () => {
    const { store } = subject();
    const turn = randomUUID();
    const message = {
      id: randomUUID(),
      recipient: `message:paid:${turn}`,
      payload: null,
      createdAt: NOW,
      expiresAt: NOW,
      consumedAt: null,
    };

    const again = await store.transaction(async (tx) => {
      const failing = tx.savepoint(async () => {
        expect(await tx.addMessage(message)).toBe(true);
        expect(await tx.takeTurn(turn)).toBe(0);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      return { added: await tx.addMessage(message), turn: await tx.takeTurn(turn) };
    });

    expect(again).toEqual({ added: true, turn: 0 });
  });

  it('of a transaction inside another are written with it', async () => {
    const { store } = subject();
    const [outer, inner] = [aProcess(), aProcess()];

    const failing = store.transaction(async (tx) => {
      await tx.write(changes({ insertProcess: outer }));
      await store.transaction(async (nested) => {
        expect(await nested.lockProcess(outer.id, noLock)).toEqual(outer);
        await nested.write(changes({ insertProcess: inner }));
      });
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect((await read(inner)).process).toBeUndefined();
  });

  it('say what flow they are of', async () => {
    const process = aProcess({ flow: 'ship' });
    const task = aTask(process);
    await write({ insertProcess: process, insertTasks: [task] });
    const { store } = subject();

    expect(await store.flowOfProcess(process.id)).toBe('ship');
    expect(await store.flowOfTask(task.id)).toBe('ship');
    expect(await store.flowOfTask(process.id)).toBeUndefined();
  });
});
