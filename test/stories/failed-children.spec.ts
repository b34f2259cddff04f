import {
  End,
  ErrorEnd,
  Flow,
  InputInvalidError,
  Job,
  MultiSubprocess,
  StartHandler,
  Subprocess,
  View,
  type Activation,
  type FlowNode,
  type Process,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { jest } from '@jest/globals';
import { onEachStore } from '../support/stores.js';

class Data {
  name?: string;
  taken?: (string | undefined)[];
}

/** What goes wrong outside. */
const world = { hasNoItems: false, takesNothing: false, hasNoWheat: false };

@Flow({ data: Data })
class Baking {
  @StartHandler({ next: 'bake' })
  start({ process }: Activation<Data>, name: string) {
    if (world.hasNoWheat && name === 'wheat') throw new InputInvalidError('there is no wheat');
    process.data.name = name;
  }
  @View({ next: 'end' }) bake!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Burning {
  @StartHandler({ next: 'bake' }) start!: FlowNode;
  @View({ next: 'burnt' }) bake!: FlowNode;
  @ErrorEnd({ code: 'BURNT' }) burnt!: FlowNode;
}

function take(data: Data, children: readonly Process<Data>[]): void {
  if (world.takesNothing) throw new Error('the shelf is full');
  data.taken = children.map((child) => child.data.name);
}

@Flow({ data: Data })
class Several {
  @StartHandler({ next: 'order' }) start!: FlowNode;
  @Job({ next: 'bread' }) order() {}
  @MultiSubprocess({
    flow: Baking,
    start: 'start',
    items: () => {
      if (world.hasNoItems) throw new Error('the list is lost');
      return ['rye', 'wheat'];
    },
    next: 'sell',
  })
  bread({ process }: Activation<Data>, children: Process<Data>[]) {
    take(process.data, children);
  }
  @View({ next: 'end' }) sell!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class OneByOne {
  @StartHandler({ next: 'bread' }) start!: FlowNode;
  @MultiSubprocess({
    flow: Baking,
    start: 'start',
    items: () => ['rye', 'wheat', 'oat'],
    sequential: true,
    next: 'sell',
  })
  bread!: FlowNode;
  @View({ next: 'end' }) sell!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Single {
  @StartHandler({ next: 'bread' }) start!: FlowNode;
  @Subprocess({ flow: Baking, start: 'start', payload: () => 'rye', next: 'sell' })
  bread({ process }: Activation<Data>, child: Process<Data>) {
    take(process.data, [child]);
  }
  @View({ next: 'end' }) sell!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Hopeless {
  @StartHandler({ next: 'bread' }) start!: FlowNode;
  @MultiSubprocess({ flow: Burning, start: 'start', items: () => [1, 2], next: 'sell' }) bread!: FlowNode;
  @View({ next: 'end' }) sell!: FlowNode;
  @End() end!: FlowNode;
}

onEachStore('Subprocess tasks that have failed', (makeRun) => {
  beforeEach(() => Object.assign(world, { hasNoItems: false, takesNothing: false, hasNoWheat: false }));
  afterEach(() => jest.restoreAllMocks());

  /** The children of the newest task `bread`, in the order they were started. */
  async function childrenOf(run: FlowRun, processId: string): Promise<Process[]> {
    const parent = await run.newest(processId, 'bread');
    const started = run.events.filter(({ type }) => type === 'process.started');
    const all = await Promise.all(
      [...new Set(started.map((event) => event.processId))].map((id) => run.process(id ?? '')),
    );
    return all.filter(({ parentTaskId }) => parentTaskId === parent.id);
  }
  const again = async (run: FlowRun, processId: string, how: 'retry' | 'skip') =>
    run.executor.activate((await run.newest(processId, 'bread')).id, {}, (activation) => activation[how]());

  it('B62 start their children when they are retried, where not even the items were there', async () => {
    const run = await makeRun([Several, Baking]);
    world.hasNoItems = true;
    const { process } = await run.start(Several, 'start');
    await run.work();
    expect(await run.newest(process.id, 'bread')).toMatchObject({ status: 'ERROR' });

    world.hasNoItems = false;
    await again(run, process.id, 'retry');
    const children = await childrenOf(run, process.id);
    expect(children.map(({ data }) => data)).toEqual([{ name: 'rye' }, { name: 'wheat' }]);
    for (const { id } of children) await run.complete(id, 'bake');
    expect(await run.waiting(process.id)).toEqual(['sell']);
  });

  it.each([
    [Several, 2, ['rye', 'wheat']],
    [Single, 1, ['rye']],
  ])(
    'B62 have their method called again when that has failed, and no child starts twice (%p)',
    async (flow, count, taken) => {
      const run = await makeRun([Several, Single, Baking]);
      world.takesNothing = true;
      const { process } = await run.start(flow as typeof Single, 'start');
      await run.work();
      for (const { id } of await childrenOf(run, process.id)) await run.complete(id, 'bake');
      expect(await run.newest(process.id, 'bread')).toMatchObject({ status: 'ERROR' });

      world.takesNothing = false;
      await again(run, process.id, 'retry');
      expect(await run.waiting(process.id)).toEqual(['sell']);
      expect(await run.process(process.id)).toMatchObject({ data: { taken } });
      expect(await childrenOf(run, process.id)).toHaveLength(count);
    },
  );

  it('B62 B52 fail visibly when the next child cannot be started, and go on with it when they are retried', async () => {
    const run = await makeRun([OneByOne, Baking]);
    world.hasNoWheat = true;
    const { process } = await run.start(OneByOne, 'start');
    const bakeNewest = async () => run.complete((await childrenOf(run, process.id)).at(-1)?.id ?? '', 'bake');
    await bakeNewest();
    expect(await run.newest(process.id, 'bread')).toMatchObject({
      status: 'ERROR',
      error: { message: 'there is no wheat' },
    });

    world.hasNoWheat = false;
    await again(run, process.id, 'retry');
    await bakeNewest();
    await bakeNewest();
    expect(await run.waiting(process.id)).toEqual(['sell']);
    const baked = (await childrenOf(run, process.id)).map(({ data }) => data);
    expect(baked).toEqual([{ name: 'rye' }, { name: 'wheat' }, { name: 'oat' }]);
  });

  it('B62 do not fail again with a child that has been started again since, when its end is heard of late', async () => {
    const run = await makeRun([Hopeless, Burning]);
    const { process } = await run.start(Hopeless, 'start');
    const [first, second] = (await childrenOf(run, process.id)) as [Process, Process];
    jest.spyOn(run.executor, 'afterwards').mockResolvedValueOnce(undefined);
    await run.complete(first.id, 'bake');
    await run.complete(second.id, 'bake');
    expect(await run.newest(process.id, 'bread')).toMatchObject({ status: 'ERROR' });

    await again(run, process.id, 'retry');
    await run.work();
    expect(await run.newest(process.id, 'bread')).toMatchObject({ status: 'STARTED' });
    expect((await childrenOf(run, process.id)).filter(({ status }) => status === 'NEW')).toHaveLength(2);
  });

  it('B63 take the children along that still run when they are skipped', async () => {
    const run = await makeRun([Hopeless, Burning]);
    const { process } = await run.start(Hopeless, 'start');
    const [first] = (await childrenOf(run, process.id)) as [Process];
    await run.complete(first.id, 'bake');
    await again(run, process.id, 'skip');
    expect(await run.waiting(process.id)).toEqual(['sell']);
    expect((await childrenOf(run, process.id)).map(({ status }) => status)).toEqual(['FAILED', 'CANCELED']);
  });
});
