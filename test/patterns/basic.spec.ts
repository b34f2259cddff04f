import {
  End,
  Flow,
  If,
  Join,
  NotFoundError,
  Split,
  StartHandler,
  Switch,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';
import { completeAll, created, enabled, meetings, ordersOf } from './orders.js';

class Data {
  choice?: string;
}
const chose = (letter: string) => (activation: Activation<Data>) =>
  activation.process.data.choice?.includes(letter) ?? false;

@Flow({ data: Data })
class Sequence {
  @StartHandler({ next: 'a' }) start!: FlowNode;
  @View({ next: 'b' }) a!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class ParallelSplit {
  @StartHandler({ next: 'a' }) start!: FlowNode;
  @View({ next: 'split' }) a!: FlowNode;
  @Split({ branches: ['b', 'c'] }) split!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Synchronization {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c'] }) split!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @View({ next: 'join' }) c!: FlowNode;
  @Join({ next: 'd' }) join!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class ExclusiveChoice {
  @StartHandler({ next: 'choice' })
  start({ process }: Activation<Data>, choice: string) {
    process.data.choice = choice;
  }
  @Switch({
    cases: [
      { to: 'b', when: chose('a') },
      { to: 'c', when: chose('b') },
    ],
    default: 'd',
  })
  choice!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class WithoutDefault {
  @StartHandler({ next: 'choice' }) start!: FlowNode;
  @Switch({ cases: [{ to: 'b', when: chose('a') }] }) choice!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class SimpleMerge {
  @StartHandler({ next: 'choice' })
  start({ process }: Activation<Data>, choice: string) {
    process.data.choice = choice;
  }
  @If({ then: 'b', else: 'c' })
  choice(activation: Activation<Data>) {
    return chose('b')(activation);
  }
  @View({ next: 'd' }) b!: FlowNode;
  @View({ next: 'd' }) c!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

onEachStore('Basic control flow', (makeRun, store) => {
  it('WCP01 Sequence', async () => {
    const run = await makeRun([Sequence]);
    const { process } = await run.start(Sequence, 'start');
    expect(await enabled(run, process.id)).toEqual(['a']);
    await expect(run.complete(process.id, 'b')).rejects.toThrow(NotFoundError);
    await run.complete(process.id, 'a');
    expect(await enabled(run, process.id)).toEqual(['b']);
    await run.complete(process.id, 'b');
    expect((await run.process(process.id)).status).toBe('DONE');
    expect(await run.history(process.id)).toEqual(['start DONE', 'a DONE', 'b DONE', 'end DONE']);
  });

  it('WCP02 Parallel Split', async () => {
    const run = await makeRun([ParallelSplit]);
    for (const order of ordersOf(['b', 'c'])) {
      const { process } = await run.start(ParallelSplit, 'start');
      expect(await enabled(run, process.id)).toEqual(['a']);
      await run.complete(process.id, 'a');
      expect(await enabled(run, process.id)).toEqual(['b', 'c']);
      const [b, c] = [await run.newest(process.id, 'b'), await run.newest(process.id, 'c')];
      // both are made in one transaction, which has one moment
      expect(b.createdAt).toEqual(c.createdAt);
      await completeAll(run, process.id, order);
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP03 Synchronization', async () => {
    const run = await makeRun([Synchronization]);
    for (const [first, second] of ordersOf(['b', 'c'])) {
      const { process } = await run.start(Synchronization, 'start');
      await run.complete(process.id, first as string);
      expect(await enabled(run, process.id)).toEqual([second]);
      await run.complete(process.id, second as string);
      expect(await enabled(run, process.id)).toEqual(['d']);
      await run.complete(process.id, 'd');
      expect(await created(run, process.id, 'd')).toBe(1);
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP03 Synchronization of two branches completed at once', async () => {
    const run = await makeRun([Synchronization]);
    for (let round = 0; round < meetings(store); round++) {
      const { process } = await run.start(Synchronization, 'start');
      await Promise.all([run.complete(process.id, 'b'), run.complete(process.id, 'c')]);
      expect(await created(run, process.id, 'd')).toBe(1);
      expect(await enabled(run, process.id)).toEqual(['d']);
    }
  });

  it('WCP04 Exclusive Choice', async () => {
    const run = await makeRun([ExclusiveChoice, WithoutDefault]);
    for (const [choice, taken] of [
      ['a', 'b'],
      ['b', 'c'],
      ['ab', 'b'],
      ['none', 'd'],
    ] as const) {
      const { process } = await run.start(ExclusiveChoice, 'start', choice);
      expect(await enabled(run, process.id)).toEqual([taken]);
      await run.complete(process.id, taken);
      expect((await run.process(process.id)).status).toBe('DONE');
    }
    // no match and no default: in the foreground the caller hears of it, in the background it stays as an incident
    await expect(run.start(WithoutDefault, 'start')).rejects.toThrow(/Expected/);
    const { process } = await run.start(WithoutDefault, 'start', undefined, { failures: 'keep' });
    expect(await run.history(process.id)).toEqual(['start DONE', 'choice ERROR']);
    expect((await run.process(process.id)).status).toBe('NEW');
  });

  it('WCP05 Simple Merge', async () => {
    const run = await makeRun([SimpleMerge]);
    for (const taken of ['b', 'c']) {
      const { process } = await run.start(SimpleMerge, 'start', taken);
      expect(await enabled(run, process.id)).toEqual([taken]);
      await run.complete(process.id, taken);
      expect(await enabled(run, process.id)).toEqual(['d']);
      await run.complete(process.id, 'd');
      expect(await created(run, process.id, 'd')).toBe(1);
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });
});
