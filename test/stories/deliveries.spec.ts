import {
  End,
  Flow,
  InputInvalidError,
  NotFoundError,
  StartHandler,
  Subprocess,
  View,
  type FlowNode,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { jest } from '@jest/globals';
import { onEachStore } from '../support/stores.js';

class Data {}

@Flow({ data: Data })
class Packing {
  @StartHandler({ next: 'pack' }) start!: FlowNode;
  @View({ next: 'end' }) pack!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Shipping {
  @StartHandler({ next: 'packing' }) start!: FlowNode;
  @Subprocess({ flow: Packing, start: 'start', next: 'label' }) packing!: FlowNode;
  @View({ next: 'end' }) label!: FlowNode;
  @End() end!: FlowNode;
}

onEachStore('Deliveries between processes', (makeRun) => {
  afterEach(() => jest.restoreAllMocks());

  /** The child of a shipping is done, and its parent cannot be told until `mend` is called. */
  async function stuck() {
    const run = await makeRun([Shipping, Packing]);
    const { process } = await run.start(Shipping, 'start');
    const parentTask = await run.newest(process.id, 'packing');
    const packed = await childTaskOf(run, parentTask.id);
    const activate = run.executor.activate.bind(run.executor);
    const broken = jest.spyOn(run.executor, 'activate').mockImplementation((taskId, ...rest) => {
      if (taskId !== parentTask.id) return activate(taskId, ...rest);
      return Promise.reject(new Error('the wire is cut'));
    });
    await run.completeTask(packed);
    const mend = () => {
      broken.mockRestore();
    };
    return { run, id: process.id, mend };
  }

  async function childTaskOf(run: FlowRun, parentTaskId: string): Promise<string> {
    for (const { processId } of run.events.filter(({ type }) => type === 'process.started')) {
      const child = await run.process(processId ?? '');
      if (child.parentTaskId === parentTaskId) return (await run.newest(child.id, 'pack')).id;
    }
    throw new Error('the parent has no child');
  }

  it('B72 B61 are tried again with growing pauses, given up visibly, and sent again by an operator', async () => {
    const { run, id, mend } = await stuck();
    expect(await run.deliveries.givenUp()).toEqual([]);
    for (let hours = 0; hours < 11; hours++) await run.advance('1h');
    const [given, ...others] = await run.deliveries.givenUp();
    expect(others).toEqual([]);
    expect(given).toMatchObject({
      type: 'child.ended',
      attempts: 12,
      retryAt: null,
      deliveredAt: null,
      error: { message: 'the wire is cut', attempt: 12 },
    });
    await run.advance('9d');
    expect(await run.waiting(id)).toContain('packing');

    mend();
    await run.deliveries.redeliver(given?.id ?? '');
    expect(await run.deliveries.givenUp()).toEqual([]);
    expect(await run.waiting(id)).not.toContain('packing');
    await run.complete(id, 'label');
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('B72 that still fail after being sent again are tried as often as the first time', async () => {
    const { run, id, mend } = await stuck();
    for (let hours = 0; hours < 11; hours++) await run.advance('1h');
    const [given] = await run.deliveries.givenUp();
    await run.deliveries.redeliver(given?.id ?? '');
    expect(await run.deliveries.givenUp()).toEqual([]);
    mend();
    await run.advance('1h');
    expect(await run.waiting(id)).not.toContain('packing');
  });

  it('B72 are brought no more when they have arrived, though whoever brought them never heard of it', async () => {
    const run = await makeRun([Shipping, Packing]);
    const { process } = await run.start(Shipping, 'start');
    const parentTask = await run.newest(process.id, 'packing');
    const packed = await childTaskOf(run, parentTask.id);
    const activate = run.executor.activate.bind(run.executor);
    const deaf = jest.spyOn(run.executor, 'activate').mockImplementation(async (taskId, ...rest) => {
      const answer = await activate(taskId, ...rest);
      if (taskId === parentTask.id) throw new Error('the connection was lost while it committed');
      return answer;
    });
    await run.completeTask(packed);
    deaf.mockRestore();

    expect(await run.waiting(process.id)).toEqual(['label']);
    const now = new Date(run.clock.now().getTime() + 86_400_000);
    expect(await run.store.claimEvents({ now, leaseUntil: now, limit: 100 })).toEqual([]);
  });

  it('are listed a page at a time, and only what was given up is sent again', async () => {
    const { run } = await stuck();
    const limited = run.deliveries.givenUp({ limit: 0 });
    await expect(limited).rejects.toThrow(InputInvalidError);
    for (const id of ['nobody', '01a2136a-81ce-7003-a6f3-e9ca70b439ae']) {
      await expect(run.deliveries.redeliver(id)).rejects.toThrow(NotFoundError);
    }
    for (let hours = 0; hours < 11; hours++) await run.advance('1h');
    const [given] = await run.deliveries.givenUp({ limit: 1 });
    expect(await run.deliveries.givenUp({ after: given?.id })).toEqual([]);
    await run.deliveries.redeliver(given?.id ?? '');
    await expect(run.deliveries.redeliver(given?.id ?? '')).rejects.toThrow(NotFoundError);
  });
});
