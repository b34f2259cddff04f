import { IsString } from 'class-validator';
import {
  End,
  Flow,
  MessageCatch,
  MessageThrow,
  MultiSubprocess,
  NobodyWaitsError,
  StartHandler,
  StartMessage,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { jest } from '@jest/globals';
import { onEachStore } from '../support/stores.js';

class Data {
  order?: string;
  amount?: number;
  orders?: readonly unknown[];
}

@Flow({ data: Data })
class Waiting {
  @StartHandler({ next: 'paid' })
  start({ process }: Activation<Data>, order: string) {
    process.data.order = order;
  }
  @MessageCatch({
    name: 'paid',
    key: ({ process }: Activation<Data>) => process.data.order ?? '',
    next: 'ship',
    onTimeout: { after: '1d', then: 'remind' },
  })
  paid({ process }: Activation<Data>, payment: { amount: number }) {
    process.data.amount = payment.amount;
  }
  @View({ next: 'end' }) remind!: FlowNode;
  @View({ next: 'end' }) ship!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Paying {
  @StartHandler({ next: 'tell' })
  start({ process }: Activation<Data>, order: string) {
    process.data.order = order;
  }
  @MessageThrow({
    name: 'paid',
    key: ({ process }: Activation<Data>) => process.data.order ?? '',
    ttl: '1h',
    next: 'end',
  })
  tell() {
    return { amount: 7 };
  }
  @End() end!: FlowNode;
}

class Order {
  @IsString() order!: string;
}

@Flow({ data: Data })
class Announcing {
  @StartHandler({ form: Order, next: 'tell' }) start!: FlowNode<Order>;
  @MessageThrow({
    name: 'paid',
    key: ({ process }: Activation<Data>) => process.data.order ?? '',
    ttl: '1h',
    next: 'end',
  })
  tell() {
    return { amount: 7 };
  }
  @End() end!: FlowNode;
}

/** Starts a child for each of its orders; one that is none stops it. */
@Flow({ data: Data })
class Fanning {
  @StartHandler({ next: 'fan' })
  start({ process }: Activation<Data>, orders: readonly unknown[]) {
    process.data.orders = orders;
  }
  @MultiSubprocess({
    flow: Announcing,
    start: 'start',
    items: ({ process }: Activation<Data>) => process.data.orders ?? [],
    next: 'end',
  })
  fan!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Receiving {
  @StartMessage({ name: 'received', next: 'look' })
  begin({ process }: Activation<Data>, payload: { order: string }) {
    process.data.order = payload.order;
  }
  @View({ next: 'end' }) look!: FlowNode;
  @End() end!: FlowNode;
}

const FLOWS = [Waiting, Paying, Receiving, Announcing, Fanning];
let orders = 0;

onEachStore('Messages', (makeRun) => {
  const setUp = async () => ({ run: await makeRun(FLOWS), order: `order-${++orders}` });

  it('B53 a message goes to the task with its name and key', async () => {
    const { run, order } = await setUp();
    const { process } = await run.start(Waiting, 'start', order);
    const other = await run.start(Waiting, 'start', `${order}-other`);
    expect(await run.messages.send('paid', order, { amount: 5 })).toBe('taken');
    expect(await run.waiting(process.id)).toEqual(['ship']);
    expect(await run.process(process.id)).toMatchObject({ data: { amount: 5 } });
    expect(await run.waiting(other.process.id)).toEqual(['paid']);
  });

  it('B53 a message that nobody waits for is refused when it has no time to live', async () => {
    const { run, order } = await setUp();
    await expect(run.messages.send('paid', order, {})).rejects.toThrow(NobodyWaitsError);
    const { process } = await run.start(Waiting, 'start', order);
    expect(await run.waiting(process.id)).toEqual(['paid']);
  });

  it('B53 a task that has failed takes none: the next that waits does, and it itself when it is retried', async () => {
    const { run, order } = await setUp();
    const failed = (await run.start(Waiting, 'start', order)).process;
    const other = (await run.start(Waiting, 'start', order)).process;
    await run.messages.send('paid', order, null);
    expect(await run.newest(failed.id, 'paid')).toMatchObject({ status: 'ERROR', externalId: null });
    expect(await run.messages.send('paid', order, { amount: 5 })).toBe('taken');
    expect(await run.waiting(other.id)).toEqual(['ship']);
    expect(await run.messages.send('paid', order, { amount: 6 }, { ttl: '1h' })).toBe('kept');
    await run.make(failed.id, 'paid', 'retry');
    expect((await run.process(failed.id)).data).toMatchObject({ amount: 6 });
  });

  it('B53 messages sent early wait, first in, first out, one for each', async () => {
    const { run, order } = await setUp();
    for (const amount of [1, 2]) {
      expect(await run.messages.send('paid', order, { amount }, { ttl: '1h' })).toBe('kept');
      run.clock.advance('1s');
    }
    const amounts: (number | undefined)[] = [];
    for (let i = 0; i < 3; i++) {
      const { process } = await run.start(Waiting, 'start', order);
      amounts.push(((await run.process(process.id)).data as Data).amount);
    }
    expect(amounts).toEqual([1, 2, undefined]);
  });

  it('B53 a message goes to the next that waits when the first has gone another way meanwhile', async () => {
    const run = await makeRun(FLOWS);
    const gone = await run.start(Waiting, 'start', 'o-1');
    const { id } = await run.newest(gone.process.id, 'paid');
    await run.flow(Waiting).cancel(gone.process.id);
    await run.message('paid', 'o-2', { amount: 7 }, { ttl: '1h' });
    // As it was read before that was committed.
    const reading = jest.spyOn(run.store, 'waitingFor').mockResolvedValueOnce([id]);
    const { process } = await run.start(Waiting, 'start', 'o-2');
    reading.mockRestore();
    expect(await run.waiting(process.id)).toEqual(['ship']);
  });

  it('B53 a message whose time is over is not taken any more', async () => {
    const { run, order } = await setUp();
    await run.messages.send('paid', order, { amount: 1 }, { ttl: '1h' });
    run.clock.advance('61m');
    const { process } = await run.start(Waiting, 'start', order);
    expect(await run.waiting(process.id)).toEqual(['paid']);
  });

  it('B53 the same message id twice acts once', async () => {
    const { run, order } = await setUp();
    const [first, second] = [
      await run.start(Waiting, 'start', order),
      await run.start(Waiting, 'start', order),
    ];
    expect(await run.messages.send('paid', order, { amount: 5 }, { id: order })).toBe('taken');
    expect(await run.messages.send('paid', order, { amount: 5 }, { id: order })).toBe('duplicate');
    expect(await run.waiting(first.process.id)).toEqual(['ship']);
    expect(await run.waiting(second.process.id)).toEqual(['paid']);
  });

  it('B53 a process sends a message to another one', async () => {
    const { run, order } = await setUp();
    const { process } = await run.start(Waiting, 'start', order);
    await run.start(Paying, 'start', order);
    expect(await run.process(process.id)).toMatchObject({ data: { amount: 7 } });
  });

  it('B72 what is rolled back has sent nothing, while the transition it was part of goes on', async () => {
    const { run, order } = await setUp();
    const { process } = await run.start(Waiting, 'start', order);
    const orders = [{ order }, { order: 7 }];
    const fan = await run.start(Fanning, 'start', orders, { failures: 'keep' });
    await run.work();
    expect(await run.waiting(fan.process.id)).toEqual(['fan']);
    expect((await run.newest(fan.process.id, 'fan')).status).toBe('ERROR');
    expect(await run.waiting(process.id)).toEqual(['paid']);
  });

  it('a message starts a process when none waits for it', async () => {
    const { run, order } = await setUp();
    expect(await run.messages.send('received', '', { order })).toBe('started');
    const started = run.events.find(({ type }) => type === 'process.started')?.processId;
    expect(await run.process(started ?? '')).toMatchObject({ flow: 'receiving', data: { order } });
  });

  it('B56 a message race: what times out first takes the wait with it', async () => {
    const { run, order } = await setUp();
    const { process } = await run.start(Waiting, 'start', order);
    await run.advance('1d');
    expect(await run.waiting(process.id)).toEqual(['remind']);
    await expect(run.messages.send('paid', order, {})).rejects.toThrow(NobodyWaitsError);
  });
});
