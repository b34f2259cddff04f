import {
  End,
  ErrorEnd,
  EscalationThrow,
  Flow,
  If,
  MultiSubprocess,
  StartHandler,
  Subprocess,
  Switch,
  TransitionNotAllowedError,
  View,
  type Activation,
  type FlowNode,
  type Process,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { onEachStore } from '../support/stores.js';

class Item {
  name?: string;
  broken?: boolean;
}
class Order {
  items?: string[];
  packed?: string[];
  verdict?: string;
  n?: number;
  result?: number;
}

@Flow({ data: Item })
class Packing {
  @StartHandler({ next: 'check' })
  start({ process }: Activation<Item>, name: string) {
    if (name === 'cursed') throw new Error('this item cannot be packed');
    process.data.name = name;
  }
  @Switch({
    cases: [
      { to: 'done', when: ({ process }: Activation<Item>) => process.data.name === 'instant' },
      { to: 'failed', when: ({ process }: Activation<Item>) => process.data.name === 'hopeless' },
    ],
    default: 'pack',
  })
  check!: FlowNode;
  @View({ next: 'worked' }) pack!: FlowNode;
  @If({ then: 'failed', else: 'done' })
  worked({ process }: Activation<Item>) {
    return process.data.broken === true;
  }
  @ErrorEnd({ code: 'BROKEN' }) failed!: FlowNode;
  @End() done!: FlowNode;
}

@Flow({ data: Item })
class Slow {
  @StartHandler({ next: 'late' }) start!: FlowNode;
  @EscalationThrow({ code: 'LATE', next: 'work' }) late!: FlowNode;
  @View({ next: 'end' }) work!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class One {
  @StartHandler({ next: 'pack' })
  start({ process }: Activation<Order>, items: string[]) {
    process.data.items = items;
  }
  @Subprocess({
    flow: Packing,
    start: 'start',
    payload: ({ process }: Activation<Order>) => process.data.items?.[0],
    next: 'after',
    onError: { code: 'BROKEN', then: 'repair' },
  })
  pack({ process }: Activation<Order>, child: Process<Item>) {
    process.data.packed = [child.data.name ?? ''];
  }
  @View({ next: 'end' }) repair!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class Escalating {
  @StartHandler({ next: 'work' }) start!: FlowNode;
  @Subprocess({
    flow: Slow,
    start: 'start',
    next: 'end',
    onEscalation: [
      { code: 'OTHER', then: 'other' },
      { code: 'LATE', then: 'lookInto' },
    ],
  })
  work!: FlowNode;
  @View({ next: 'end' }) other!: FlowNode;
  @View({ next: 'end' }) lookInto!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class Many {
  @StartHandler({ next: 'pack' })
  start({ process }: Activation<Order>, items: string[]) {
    process.data.items = items;
  }
  @MultiSubprocess({
    flow: Packing,
    start: 'start',
    items: ({ process }: Activation<Order>) => process.data.items ?? [],
    next: 'after',
  })
  pack({ process }: Activation<Order>, children: Process<Item>[]) {
    process.data.packed = children
      .filter(({ status }) => status === 'DONE')
      .map(({ data }) => data.name ?? '');
  }
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class OneByOne {
  @StartHandler({ next: 'pack' })
  start({ process }: Activation<Order>, items: string[]) {
    process.data.items = items;
  }
  @MultiSubprocess({
    flow: Packing,
    start: 'start',
    sequential: true,
    items: ({ process }: Activation<Order>) => process.data.items ?? [],
    next: 'end',
  })
  pack!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class Factorial {
  @StartHandler({ next: 'last' })
  start({ process }: Activation<Order>, n: number) {
    process.data.n = n;
    process.data.result = 1;
  }
  @If({ then: 'end', else: 'call' })
  last({ process }: Activation<Order>) {
    return (process.data.n ?? 0) <= 1;
  }
  @Subprocess({
    flow: () => Factorial,
    start: 'start',
    payload: ({ process }: Activation<Order>) => (process.data.n ?? 0) - 1,
    next: 'end',
  })
  call({ process }: Activation<Order>, child: Process<Order>) {
    process.data.result = (process.data.n ?? 0) * (child.data.result ?? 0);
  }
  @End() end!: FlowNode;
}

const FLOWS = [Packing, Slow, One, Escalating, Many, OneByOne, Factorial];

onEachStore('Subprocesses', (makeRun) => {
  /** The children a process has started, oldest first. */
  const childrenOf = (run: FlowRun, processId: string, flow: string) => {
    const starts = run.events
      .filter(({ type }) => type === 'process.started')
      .map((event) => event.processId);
    return Promise.all([...new Set(starts)].map((id) => run.process(id ?? ''))).then((all) =>
      all.filter((one) => one.flow === flow && one.id !== processId),
    );
  };

  it('B61 completes when its child is done, once, and takes over what the child has', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(One, 'start', ['vase']);
    expect(await run.waiting(process.id)).toEqual(['pack']);
    const [child] = await childrenOf(run, process.id, 'packing');
    await run.complete(child!.id, 'pack');
    expect(await run.history(process.id)).toEqual(['start DONE', 'pack DONE', 'after NEW']);
    expect(await run.process(process.id)).toMatchObject({ data: { packed: ['vase'] } });
  });

  it('B61 completes when the child finishes at once, in the very transaction that started it', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(One, 'start', ['instant']);
    expect(await run.history(process.id)).toEqual(['start DONE', 'pack DONE', 'after NEW']);
  });

  it('B61 B72 completes although the application died between the end of the child and the step of its parent', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(One, 'start', ['vase']);
    const [child] = await childrenOf(run, process.id, 'packing');
    const alive = run.executor.afterwards;
    run.executor.afterwards = () => Promise.resolve();
    await run.complete(child!.id, 'pack');
    expect(await run.waiting(process.id)).toEqual(['pack']);
    run.executor.afterwards = alive;
    await run.work();
    await run.work();
    expect(await run.history(process.id)).toEqual(['start DONE', 'pack DONE', 'after NEW']);
  });

  it('B49 B59 an error end of the child fails the parent’s task with its code, and onError catches it', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(One, 'start', ['vase']);
    const [child] = await childrenOf(run, process.id, 'packing');
    await run.with(child!.id, 'pack', {}, (activation) => {
      (activation.process.data as Item).broken = true;
    });
    await run.complete(child!.id, 'pack');
    expect((await run.process(child!.id)).status).toBe('FAILED');
    expect(await run.history(process.id)).toEqual([
      'start DONE',
      'pack CANCELED',
      'pack:error DONE',
      'repair NEW',
    ]);
    expect(await run.newest(process.id, 'pack')).toMatchObject({ error: { code: 'BROKEN' } });
  });

  it('B59 an escalation begins the matching path of the parent and interrupts nobody', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(Escalating, 'start');
    expect(await run.waiting(process.id)).toEqual(['work', 'lookInto']);
    const [child] = await childrenOf(run, process.id, 'slow');
    await run.complete(child!.id, 'work');
    expect(await run.waiting(process.id)).toEqual(['lookInto']);
    await run.complete(process.id, 'lookInto');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B62 waits for every child, in whatever order they end', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(Many, 'start', ['a', 'b', 'c']);
    const children = await childrenOf(run, process.id, 'packing');
    for (const index of [2, 0]) await run.complete(children[index]!.id, 'pack');
    expect(await run.waiting(process.id)).toEqual(['pack']);
    await run.complete(children[1]!.id, 'pack');
    expect(await run.waiting(process.id)).toEqual(['after']);
    expect(await run.process(process.id)).toMatchObject({ data: { packed: ['a', 'b', 'c'] } });
  });

  it.each([[[]], [['instant', 'instant']]])('B62 goes on at once with %j', async (items) => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(Many, 'start', items);
    expect(await run.waiting(process.id)).toEqual(['after']);
  });

  it('B62 runs children one by one, in the order of the list', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(OneByOne, 'start', ['a', 'instant', 'c']);
    const names = async () =>
      (await childrenOf(run, process.id, 'packing')).map(({ data }) => (data as Item).name);
    expect(await names()).toEqual(['a']);
    await run.complete((await childrenOf(run, process.id, 'packing'))[0]!.id, 'pack');
    expect(await names()).toEqual(['a', 'instant', 'c']);
    await run.complete((await childrenOf(run, process.id, 'packing'))[2]!.id, 'pack');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B62 leaves no child when starting one of them fails', async () => {
    const run = await makeRun(FLOWS);
    await expect(run.start(Many, 'start', ['a', 'b', 'cursed'])).rejects.toThrow('cannot be packed');
    expect(run.events).toEqual([]);
  });

  it('B59 B62 fails with a child that has failed before the end of another one was heard of', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(Many, 'start', ['instant', 'hopeless']);
    await run.work();
    expect(await run.newest(process.id, 'pack')).toMatchObject({
      status: 'ERROR',
      error: { code: 'BROKEN' },
    });
  });

  it('B62 waits for children that are added while it runs, and refuses them afterwards', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(Many, 'start', ['a']);
    const add = () =>
      run.with(process.id, 'pack', {}, (activation) =>
        (activation as Activation & { add(item: string): Promise<void> }).add('late'),
      );
    await add();
    const [first, second] = await childrenOf(run, process.id, 'packing');
    await run.complete(first!.id, 'pack');
    expect(await run.waiting(process.id)).toEqual(['pack']);
    await run.complete(second!.id, 'pack');
    expect(await run.waiting(process.id)).toEqual(['after']);
    await expect(add()).rejects.toThrow(TransitionNotAllowedError);
  });

  it('B63 cancelling the task, or the process, cancels the children; a cancelled child blocks nothing', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(Many, 'start', ['a', 'b', 'c']);
    const children = await childrenOf(run, process.id, 'packing');
    await run.flow(Packing).cancel(children[0]!.id);
    expect(await run.waiting(process.id)).toEqual(['pack']);
    await run.flow(Many).cancel(process.id);
    const statuses = await Promise.all(children.map(async ({ id }) => (await run.process(id)).status));
    expect(statuses).toEqual(['CANCELED', 'CANCELED', 'CANCELED']);
    const other = await run.start(One, 'start', ['x']);
    await run.make(other.process.id, 'pack', 'cancel');
    const last = (await childrenOf(run, other.process.id, 'packing')).at(-1);
    expect(last?.status).toBe('CANCELED');
  });

  it('B63 a flow may call itself', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(Factorial, 'start', 5);
    expect(await run.process(process.id)).toMatchObject({ status: 'DONE', data: { result: 120 } });
  });
});
