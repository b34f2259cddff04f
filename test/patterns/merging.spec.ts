import {
  DefinitionError,
  End,
  Flow,
  If,
  Join,
  Split,
  StartHandler,
  Switch,
  View,
  compileFlows,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';
import { choicesOf, completeAll, created, enabled, ordersOf } from './orders.js';

class Data {
  choice?: string;
  at?: string;
}
const chose = (letter: string) => (activation: Activation<Data>) =>
  activation.process.data.choice?.includes(letter) ?? false;

@Flow({ data: Data })
class MultiChoice {
  @StartHandler({ next: 'choice' })
  start({ process }: Activation<Data>, choice: string) {
    process.data.choice = choice;
  }
  @Split({
    branches: [
      { to: 'b', when: chose('b') },
      { to: 'c', when: chose('c') },
      { to: 'd', when: chose('d') },
    ],
    ifNone: 'otherwise',
  })
  choice!: FlowNode;
  @View({ next: 'merge' }) b!: FlowNode;
  @View({ next: 'merge' }) c!: FlowNode;
  @View({ next: 'merge' }) d!: FlowNode;
  @View({ next: 'end' }) otherwise!: FlowNode;
  @Join({ next: 'e' }) merge!: FlowNode;
  @View({ next: 'end' }) e!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class MultiMerge {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c'] }) split!: FlowNode;
  @View({ next: 'd' }) b!: FlowNode;
  @View({ next: 'd' }) c!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

/** B may go on to D or straight to J; what is not taken must not be waited for. */
@Flow({ data: Data })
class LocalMerge {
  @StartHandler({ next: 'a' })
  start({ process }: Activation<Data>, choice: string) {
    process.data.choice = choice;
  }
  @Split({
    branches: [
      { to: 'b', when: chose('b') },
      { to: 'c', when: chose('c') },
    ],
  })
  a!: FlowNode;
  @View({ next: 'x' }) b!: FlowNode;
  @If({ then: 'd', else: 'j' })
  x(activation: Activation<Data>) {
    return chose('d')(activation);
  }
  @View({ next: 'j' }) d!: FlowNode;
  @View({ next: 'j' }) c!: FlowNode;
  @Join({ next: 'e' }) j!: FlowNode;
  @View({ next: 'end' }) e!: FlowNode;
  @End() end!: FlowNode;
}

/** C stands in a loop that may come into the other branch again, or leave for good. */
@Flow({ data: Data })
class GeneralMerge {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c'] }) split!: FlowNode;
  @View({ next: 'j' }) b!: FlowNode;
  @View({ next: 'x' }) c!: FlowNode;
  @Switch({
    cases: [
      { to: 'c', when: chose('again') },
      { to: 'b', when: chose('back') },
    ],
    default: 'd',
  })
  x!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @Join({ waitFor: 'reachable', next: 'e' }) j!: FlowNode;
  @View({ next: 'end' }) e!: FlowNode;
  @End() end!: FlowNode;
}

/** The loop is inside a split of its own. */
@Flow({ data: Data })
class NestedGeneralMerge {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'inner'] }) split!: FlowNode;
  @View({ next: 'j' }) b!: FlowNode;
  @Split({ branches: ['c', 'f'] }) inner!: FlowNode;
  @View({ next: 'x' }) c!: FlowNode;
  @View({ next: 'gather' }) f!: FlowNode;
  @If({ then: 'gather', else: 'd' })
  x(activation: Activation<Data>) {
    return chose('gather')(activation);
  }
  @View({ next: 'end' }) d!: FlowNode;
  @Join({ needs: 1, next: 'g' }) gather!: FlowNode;
  @If({ then: 'j', else: 'd' })
  g(activation: Activation<Data>) {
    return chose('join')(activation);
  }
  @Join({ waitFor: 'reachable', next: 'e' }) j!: FlowNode;
  @View({ next: 'end' }) e!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class MutuallyReachable {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c'] }) split!: FlowNode;
  @View({ next: 'one' }) b!: FlowNode;
  @View({ next: 'two' }) c!: FlowNode;
  @Join({ waitFor: 'reachable', next: 'afterOne' }) one!: FlowNode;
  @Join({ waitFor: 'reachable', next: 'afterTwo' }) two!: FlowNode;
  @If({ then: 'two', else: 'end' })
  afterOne() {
    return true;
  }
  @If({ then: 'one', else: 'end' })
  afterTwo() {
    return true;
  }
  @End() end!: FlowNode;
}

onEachStore('Choosing and merging', (makeRun) => {
  it('WCP06 Multi-Choice', async () => {
    const run = await makeRun([MultiChoice]);
    for (const taken of choicesOf(['b', 'c', 'd'])) {
      const { process } = await run.start(MultiChoice, 'start', taken.join(''));
      expect(await enabled(run, process.id)).toEqual(taken);
    }
    const { process } = await run.start(MultiChoice, 'start', 'none');
    expect(await enabled(run, process.id)).toEqual(['otherwise']);
  });

  it('WCP07 Structured Synchronizing Merge', async () => {
    const run = await makeRun([MultiChoice]);
    const runs = choicesOf(['b', 'c', 'd']).flatMap((taken) => ordersOf(taken));
    expect(runs).toHaveLength(15);
    for (const order of runs) {
      const { process } = await run.start(MultiChoice, 'start', order.join(''));
      for (const node of order) {
        expect(await created(run, process.id, 'e')).toBe(0);
        await run.complete(process.id, node);
      }
      expect(await enabled(run, process.id)).toEqual(['e']);
      await run.complete(process.id, 'e');
      expect(await created(run, process.id, 'e')).toBe(1);
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP08 Multi-Merge', async () => {
    const run = await makeRun([MultiMerge]);
    for (const [first, second] of ordersOf(['b', 'c'])) {
      const { process } = await run.start(MultiMerge, 'start');
      await run.complete(process.id, first as string);
      expect(await created(run, process.id, 'd')).toBe(1);
      await run.complete(process.id, second as string);
      expect(await enabled(run, process.id)).toEqual(['d', 'd']);
      await run.complete(process.id, 'd');
      expect((await run.process(process.id)).status).toBe('NEW');
      await run.complete(process.id, 'd');
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP37 Local (Acyclic) Synchronizing Merge', async () => {
    const run = await makeRun([LocalMerge]);
    const cases: Record<string, string[]> = {
      b: ['b'],
      bd: ['b', 'd'],
      c: ['c'],
      bc: ['b', 'c'],
      bcd: ['b', 'c', 'd'],
    };
    for (const [choice, nodes] of Object.entries(cases)) {
      const isPossible = (order: string[]) => !order.includes('d') || order.indexOf('b') < order.indexOf('d');
      for (const order of ordersOf(nodes).filter(isPossible)) {
        const { process } = await run.start(LocalMerge, 'start', choice);
        for (const node of order) {
          expect(await created(run, process.id, 'e')).toBe(0);
          await run.complete(process.id, node);
        }
        expect(await enabled(run, process.id)).toEqual(['e']);
        await run.complete(process.id, 'e');
        expect(await created(run, process.id, 'e')).toBe(1);
        expect((await run.process(process.id)).status).toBe('DONE');
      }
    }
  });

  it('WCP38 General Synchronizing Merge', async () => {
    const run = await makeRun([GeneralMerge]);
    const { process } = await run.start(GeneralMerge, 'start');
    const choose = (choice: string) =>
      run.with(process.id, 'c', {}, (activation) => {
        (activation.process.data as Data).choice = choice;
      });
    await run.complete(process.id, 'b');
    await choose('again');
    await run.complete(process.id, 'c');
    expect(await enabled(run, process.id)).toEqual(['c']);
    // the loop comes into the other branch, which the merge waits for, too
    await choose('back');
    await run.complete(process.id, 'c');
    expect(await enabled(run, process.id)).toEqual(['b']);
    await run.complete(process.id, 'b');
    expect(await enabled(run, process.id)).toEqual(['e']);

    const other = await run.start(GeneralMerge, 'start');
    await run.complete(other.process.id, 'b');
    expect(await enabled(run, other.process.id)).toEqual(['c']);
    await run.complete(other.process.id, 'c');
    // the moment the loop has gone elsewhere, though that path still lives
    expect(await enabled(run, other.process.id)).toEqual(['d', 'e']);
    await completeAll(run, other.process.id, ['e', 'd']);
    expect(await created(run, other.process.id, 'e')).toBe(1);
    expect((await run.process(other.process.id)).status).toBe('DONE');
  });

  it('WCP38 General Synchronizing Merge looks into nested splits', async () => {
    const run = await makeRun([NestedGeneralMerge]);
    const { process } = await run.start(NestedGeneralMerge, 'start');
    await run.complete(process.id, 'b');
    expect(await enabled(run, process.id)).toEqual(['c', 'f']);
    await run.complete(process.id, 'c');
    // f may still get there
    expect(await enabled(run, process.id)).toEqual(['f', 'd']);
    await run.complete(process.id, 'f');
    expect(await enabled(run, process.id)).toEqual(['d', 'd', 'e']);
    await completeAll(run, process.id, ['d', 'd', 'e']);
    expect(await created(run, process.id, 'e')).toBe(1);
    expect((await run.process(process.id)).status).toBe('DONE');
  });
});

it('WCP38 General Synchronizing Merge: two that can reach each other are refused at boot', () => {
  expect(() => compileFlows([MutuallyReachable])).toThrow(DefinitionError);
  expect(() => compileFlows([MutuallyReachable])).toThrow(/'one' and 'two' wait for each other/);
});
