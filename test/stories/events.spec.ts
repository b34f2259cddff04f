import {
  ConditionalCatch,
  End,
  Flow,
  Handler,
  Join,
  Receive,
  SignalCatch,
  SignalThrow,
  Split,
  SplitFirst,
  StartHandler,
  Timer,
  TransitionNotAllowedError,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Data {
  paid?: number;
  heard?: string;
}

@Flow({ data: Data })
class Listening {
  @StartHandler({ next: 'wait' }) start!: FlowNode;
  @SignalCatch({ name: 'opened', next: 'heard' })
  wait({ process }: Activation<Data>, payload: string) {
    process.data.heard = payload;
  }
  @View({ next: 'end' }) heard!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Calling {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['wait', 'call', 'late'] }) split!: FlowNode;
  @SignalCatch({ name: 'opened', next: 'join' }) wait!: FlowNode;
  @SignalThrow({ name: 'opened', next: 'join' })
  call() {
    return 'from a flow';
  }
  @Handler({ next: 'lateWait' }) late() {}
  @SignalCatch({ name: 'opened', next: 'join' }) lateWait!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Paying {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['pay', 'allPaid'] }) split!: FlowNode;
  @Receive({ next: 'more' })
  pay({ process }: Activation<Data>, amount: number) {
    process.data.paid = (process.data.paid ?? 0) + amount;
  }
  @Receive({ next: 'stop' })
  more({ process }: Activation<Data>, amount: number) {
    process.data.paid = (process.data.paid ?? 0) + amount;
  }
  @End() stop!: FlowNode;
  @ConditionalCatch({ next: 'ship' })
  allPaid({ process }: Activation<Data>) {
    return (process.data.paid ?? 0) >= 100;
  }
  @View({ next: 'stop' }) ship!: FlowNode;
}

@Flow({ data: Data })
class FirstDone {
  @StartHandler({ next: 'outer' }) start!: FlowNode;
  @Split({ branches: ['race', 'beside'] }) outer!: FlowNode;
  @SplitFirst({ branches: ['b', 'c', 'tooLate'] }) race!: FlowNode;
  @View({ next: 'b2' }) b!: FlowNode;
  @View({ next: 'join' }) b2!: FlowNode;
  @View({ next: 'join' }) c!: FlowNode;
  @Timer({ after: '1d', next: 'join' }) tooLate!: FlowNode;
  @View({ next: 'join' }) beside!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class FirstStarted {
  @StartHandler({ next: 'race' }) start!: FlowNode;
  @SplitFirst({ branches: ['b', 'c'], on: 'start' }) race!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class FirstAutomatic {
  @StartHandler({ next: 'race' }) start!: FlowNode;
  @SplitFirst({ branches: ['quick', 'quicker', 'slow'] }) race!: FlowNode;
  @Handler({ next: 'after' }) quick() {}
  @Handler({ next: 'after' }) quicker() {}
  @View({ next: 'after' }) slow!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

const FLOWS = [Listening, Calling, Paying, FirstDone, FirstStarted, FirstAutomatic];

onEachStore('Signals, conditions and deferred choice', (makeRun) => {
  it('B54 a signal releases every catch that waits, in all processes, and none that waits later', async () => {
    const run = await makeRun(FLOWS);
    await run.executor.signal('opened', 'too early');
    const [a, b] = [await run.start(Listening, 'start'), await run.start(Listening, 'start')];
    await run.executor.signal('opened', 'now');
    for (const { process } of [a, b]) {
      expect(await run.waiting(process.id)).toEqual(['heard']);
      expect(await run.process(process.id)).toMatchObject({ data: { heard: 'now' } });
    }
    const late = await run.start(Listening, 'start');
    await run.work();
    expect(await run.waiting(late.process.id)).toEqual(['wait']);
  });

  it('B54 a flow’s own signal releases its own catch that waits by then', async () => {
    const run = await makeRun(FLOWS);
    const listener = await run.start(Listening, 'start');
    const { process } = await run.start(Calling, 'start');
    expect(await run.history(process.id)).toEqual(
      expect.arrayContaining(['wait DONE', 'call DONE', 'lateWait NEW']),
    );
    expect(await run.process(listener.process.id)).toMatchObject({ data: { heard: 'from a flow' } });
  });

  it('B54 delivery survives a crash right after the throw', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(Listening, 'start');
    const alive = run.executor.afterwards;
    run.executor.afterwards = () => Promise.resolve();
    await run.executor.signal('opened', 'kept');
    expect(await run.waiting(process.id)).toEqual(['wait']);
    run.executor.afterwards = alive;
    await run.work();
    expect(await run.process(process.id)).toMatchObject({ data: { heard: 'kept' } });
  });

  it('B55 a condition is asked when the data of its process changes', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(Paying, 'start');
    await run.flow(Paying).receive('pay', { processId: process.id }, 60);
    expect(await run.waiting(process.id)).toEqual(['allPaid', 'more']);
    await run.flow(Paying).receive('more', { processId: process.id }, 40);
    expect(await run.waiting(process.id)).toEqual(['ship']);
  });

  it('B47 the first branch to be completed withdraws the others, and goes on in the scope around', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(FirstDone, 'start');
    await run.complete(process.id, 'b');
    expect(await run.waiting(process.id)).toEqual(['beside', 'b2']);
    await run.advance('2d');
    expect(await run.waiting(process.id)).toEqual(['beside', 'b2']);
    await expect(run.make(process.id, 'c', 'assign', {}, 'ann')).rejects.toThrow(TransitionNotAllowedError);
    await run.complete(process.id, 'beside');
    await run.complete(process.id, 'b2');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B47 a timer may win, too', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(FirstDone, 'start');
    await run.advance('1d');
    expect(await run.waiting(process.id)).toEqual(['beside', 'join']);
  });

  it('B47 the first branch to be taken by a person withdraws the others, when so declared', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(FirstStarted, 'start');
    await run.make(process.id, 'c', 'assign', {}, 'ann');
    expect(await run.waiting(process.id)).toEqual(['c']);
    await run.complete(process.id, 'c');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B47 automatic first branches: the first declared wins, without error', async () => {
    const run = await makeRun(FLOWS);
    const { process } = await run.start(FirstAutomatic, 'start');
    expect(await run.history(process.id)).toEqual([
      'start DONE',
      'race DONE',
      'quick DONE',
      'quicker CANCELED',
      'slow CANCELED',
      'after NEW',
    ]);
  });
});
