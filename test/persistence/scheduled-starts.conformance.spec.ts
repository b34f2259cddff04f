import { randomUUID } from 'node:crypto';
import { ScheduledStart } from '../../libs/workflow/src/model/scheduled-start.entity.js';
import { NOW } from './rows.js';
import { begin, onEachStore } from './subjects.js';

onEachStore('start timers', (subject, name) => {
  const later = new Date(NOW.getTime() + 60_000);
  const aStart = (over: Partial<ScheduledStart> = {}): ScheduledStart =>
    Object.assign(new ScheduledStart(), {
      flow: `flow-${randomUUID()}`,
      node: 'begin',
      schedule: 'every 1m',
      dueAt: NOW,
      scheduledAt: NOW,
      attempts: 0,
      error: null,
      startedAt: null,
      processId: null,
      ...over,
    });
  const stored = async (flow: string) =>
    (await subject().store.scheduledStarts()).filter((one) => one.flow === flow).map((one) => ({ ...one }));

  it('are planned once', async () => {
    const start = aStart();
    await subject().store.planStart(start);
    await subject().store.planStart({ ...start, dueAt: later });
    await subject().store.planStart({ ...start, node: 'other' });

    expect(await stored(start.flow)).toEqual([{ ...start }, { ...start, node: 'other' }]);
  });

  it('are taken when they are due, the longest due first, and only those that are asked for', async () => {
    const first = aStart();
    const second = aStart({ scheduledAt: new Date(NOW.getTime() - 1) });
    const unknown = aStart({ scheduledAt: new Date(0) });
    for (const start of [first, second, unknown]) await subject().store.planStart(start);
    const take = (now: Date) =>
      subject().store.transaction((tx) => tx.takeDueStart({ now, starts: [first, second] }));

    expect(await take(new Date(NOW.getTime() - 2))).toBeUndefined();
    expect((await take(NOW))?.flow).toBe(second.flow);
    expect({ ...(await take(later)) }).toEqual({ ...second });
  });

  it('are written with the transaction, or not at all', async () => {
    const start = aStart();
    await subject().store.planStart(start);
    const after = {
      ...start,
      schedule: 'every 2m',
      dueAt: later,
      scheduledAt: later,
      attempts: 2,
      error: { message: 'm', attempt: 2 },
      startedAt: NOW,
      processId: randomUUID(),
    };
    const failing = subject().store.transaction(async (tx) => {
      await tx.writeStart(after);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await stored(start.flow)).toEqual([{ ...start }]);

    await subject().store.transaction((tx) => tx.writeStart(after));
    expect(await stored(start.flow)).toEqual([after]);
  });

  (name === 'pglite' ? it.skip : it)('are had by one transaction; others pass them over', async () => {
    const [one, two] = [aStart(), aStart({ scheduledAt: new Date(NOW.getTime() + 1) })];
    for (const start of [one, two]) await subject().store.planStart(start);
    const request = { now: later, starts: [one, two] };
    const first = await begin(subject().store);
    expect((await first.tx.takeDueStart(request))?.flow).toBe(one.flow);

    expect((await subject().store.transaction((tx) => tx.takeDueStart(request)))?.flow).toBe(two.flow);

    await first.commit();
    expect((await subject().store.transaction((tx) => tx.takeDueStart(request)))?.flow).toBe(one.flow);
  });
});
