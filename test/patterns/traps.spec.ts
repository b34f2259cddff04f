import {
  ConditionalCatch,
  End,
  Flow,
  Join,
  Receive,
  Split,
  SplitFirst,
  StartHandler,
  Timer,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';
import { completeAll, created, enabled } from './orders.js';

class Data {
  choice = '';
  paid = false;
}
const chose = (letter: string) => (activation: Activation<Data>) =>
  activation.process.data.choice.includes(letter);

@Flow({ data: Data })
class Merging {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c'] }) split!: FlowNode;
  @View({ next: 'd' }) b!: FlowNode;
  @View({ next: 'd' }) c!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Choosing {
  @StartHandler({ next: 'choice' })
  start({ process }: Activation<Data>, choice: string) {
    process.data.choice = choice;
  }
  @Split({
    branches: [
      { to: 'b', when: chose('b') },
      { to: 'c', when: chose('c') },
    ],
    ifNone: 'otherwise',
  })
  choice!: FlowNode;
  @View({ next: 'merge' }) b!: FlowNode;
  @View({ next: 'merge' }) c!: FlowNode;
  @View({ next: 'merge' }) otherwise!: FlowNode;
  @Join({ next: 'e' }) merge!: FlowNode;
  @View({ next: 'end' }) e!: FlowNode;
  @End() end!: FlowNode;
}

/** B comes to the join twice: it loops, and each round is another arrival of the same branch. */
@Flow({ data: Data })
class TwiceByOneBranch {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: [{ to: 'b', times: 2 }, 'c'] }) split!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @View({ next: 'join' }) c!: FlowNode;
  @Join({ arrivals: 'queue', next: 'd' }) join!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Ignoring {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c', 'later'] }) split!: FlowNode;
  @View({ next: 'c2' }) b!: FlowNode;
  @View({ next: 'first' }) c!: FlowNode;
  @Timer({ after: '1d', next: 'first' }) later!: FlowNode;
  @View({ next: 'first' }) c2!: FlowNode;
  @Join({ needs: 1, rest: 'ignore', next: 'd' }) first!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class TwoTimeouts {
  @StartHandler({ next: 'work' }) start!: FlowNode;
  @View({
    next: 'end',
    onTimeout: [
      { after: '1d', then: 'remind', interrupting: false },
      { after: '1d', then: 'escalate' },
    ],
  })
  work!: FlowNode;
  @View({ next: 'end' }) remind!: FlowNode;
  @View({ next: 'end' }) escalate!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class TwoInterrupting {
  @StartHandler({ next: 'work' }) start!: FlowNode;
  @View({
    next: 'end',
    onTimeout: [
      { after: '1d', then: 'one' },
      { after: '1d', then: 'two' },
    ],
  })
  work!: FlowNode;
  @View({ next: 'end' }) one!: FlowNode;
  @View({ next: 'end' }) two!: FlowNode;
  @End() end!: FlowNode;
}

/** A race whose branches are all withdrawn, in a flow without joins. */
@Flow({ data: Data })
class Race {
  @StartHandler({ next: 'both' }) start!: FlowNode;
  @Split({ branches: ['offer', 'other'] }) both!: FlowNode;
  @SplitFirst({ branches: ['b', 'c'] }) offer!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @View({ next: 'end' }) other!: FlowNode;
  @End() end!: FlowNode;
}

/** Whoever wins by beginning still has its reminder, which belongs to the branch around the race. */
@Flow({ data: Data })
class RaceWithReminder {
  @StartHandler({ next: 'both' }) start!: FlowNode;
  @Split({ branches: ['offer', 'other'] }) both!: FlowNode;
  @SplitFirst({ branches: ['b', 'c'], on: 'start' }) offer!: FlowNode;
  @View({ next: 'join', onTimeout: { after: '1d', then: 'remind', interrupting: false } }) b!: FlowNode;
  @View({ next: 'join' }) c!: FlowNode;
  @View({ next: 'join' }) remind!: FlowNode;
  @View({ next: 'join' }) other!: FlowNode;
  @Join({ next: 'after' }) join!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class ConditionInABranch {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'isPaid', 'pay'] }) split!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @ConditionalCatch({ next: 'join' })
  isPaid({ process }: Activation<Data>) {
    return process.data.paid;
  }
  @Receive({ next: 'join' })
  pay({ process }: Activation<Data>) {
    process.data.paid = true;
  }
  @Join({ next: 'after' }) join!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

onEachStore('Traps', (makeRun) => {
  it('a merge does not swallow the second token', async () => {
    const run = await makeRun([Merging]);
    const { process } = await run.start(Merging, 'start');
    // the second arrives while the first waits behind the merge
    await completeAll(run, process.id, ['b', 'c']);
    expect(await enabled(run, process.id)).toEqual(['d', 'd']);
    // and when the first has gone on
    const other = (await run.start(Merging, 'start')).process;
    await completeAll(run, other.id, ['b', 'd', 'c']);
    expect(await enabled(run, other.id)).toEqual(['d']);
  });

  it('an OR-join does not fire twice', async () => {
    const run = await makeRun([Choosing]);
    const { process } = await run.start(Choosing, 'start', 'bc');
    await completeAll(run, process.id, ['b', 'c', 'e']);
    expect(await created(run, process.id, 'e')).toBe(1);
    expect((await run.history(process.id)).filter((line) => line.startsWith('merge'))).toEqual([
      'merge DONE',
    ]);
  });

  it('a join counts branches, not arrivals', async () => {
    const run = await makeRun([TwiceByOneBranch]);
    const { process } = await run.start(TwiceByOneBranch, 'start');
    await completeAll(run, process.id, ['b', 'b']);
    expect(await created(run, process.id, 'd')).toBe(0);
    await run.complete(process.id, 'c');
    expect(await created(run, process.id, 'd')).toBe(1);
  });

  it("rest: 'ignore' cancels nothing", async () => {
    const run = await makeRun([Ignoring]);
    const { process } = await run.start(Ignoring, 'start');
    await run.complete(process.id, 'c');
    expect((await enabled(run, process.id)).sort()).toEqual(['b', 'd', 'later']);
    // the rest runs on, to its end, and has no effect
    await completeAll(run, process.id, ['b', 'd', 'c2']);
    expect(await enabled(run, process.id)).toEqual(['later']);
    await run.advance('1d');
    expect(await created(run, process.id, 'd')).toBe(1);
    expect((await run.history(process.id)).filter((line) => line.endsWith('CANCELED'))).toEqual([]);
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('conditional branches and a default do not take both', async () => {
    const run = await makeRun([Choosing]);
    for (const [choice, taken] of [
      ['b', ['b']],
      ['bc', ['b', 'c']],
      ['', ['otherwise']],
    ] as const) {
      const { process } = await run.start(Choosing, 'start', choice);
      expect(await enabled(run, process.id)).toEqual(taken);
    }
  });

  it('an untaken branch does not hang the merge', async () => {
    const run = await makeRun([Choosing]);
    for (const [choice, taken] of [
      ['b', 'b'],
      ['c', 'c'],
      ['', 'otherwise'],
    ] as const) {
      const { process } = await run.start(Choosing, 'start', choice);
      await run.complete(process.id, taken);
      // without a branch taken there is no split whose branches are gathered: the join lets the token through
      expect(await enabled(run, process.id)).toEqual(['e']);
    }
  });

  it('of two timeouts due at one moment each fires once, in the order they were declared', async () => {
    const run = await makeRun([TwoTimeouts, TwoInterrupting]);
    const { process } = await run.start(TwoTimeouts, 'start');
    await run.advance('1d');
    expect(await enabled(run, process.id)).toEqual(['remind', 'escalate']);
    expect((await run.newest(process.id, 'work')).status).toBe('CANCELED');
    await run.advance('1d');
    expect(await enabled(run, process.id)).toEqual(['remind', 'escalate']);

    const other = (await run.start(TwoInterrupting, 'start')).process;
    await run.advance('1d');
    expect(await enabled(run, other.id)).toEqual(['one']);
    await run.complete(other.id, 'one');
    expect((await run.process(other.id)).status).toBe('DONE');
  });

  it('a race that nobody wins does not keep its process alive', async () => {
    const run = await makeRun([Race]);
    const { process } = await run.start(Race, 'start');
    await run.make(process.id, 'b', 'cancel');
    await run.make(process.id, 'c', 'cancel');
    expect(await enabled(run, process.id)).toEqual(['other']);
    await run.complete(process.id, 'other');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B46 a reminder of whoever won a race is waited for by the join around it', async () => {
    const run = await makeRun([RaceWithReminder]);
    const { process } = await run.start(RaceWithReminder, 'start');
    await run.make(process.id, 'b', 'assign', {}, 'ann');
    await run.advance('1d');
    expect(await enabled(run, process.id)).toEqual(['other', 'b', 'remind']);
    await completeAll(run, process.id, ['b', 'other']);
    expect(await enabled(run, process.id)).toEqual(['remind']);
    await run.complete(process.id, 'remind');
    expect(await enabled(run, process.id)).toEqual(['after']);
  });

  it('B55 a condition that comes true in a branch arrives at the join its siblings wait at', async () => {
    const run = await makeRun([ConditionInABranch]);
    const { process } = await run.start(ConditionInABranch, 'start');
    await run.complete(process.id, 'b');
    await run.flow(ConditionInABranch).receive('pay', { processId: process.id });
    expect(await enabled(run, process.id)).toEqual(['after']);
    expect(await created(run, process.id, 'join')).toBe(1);
    await run.complete(process.id, 'after');
    expect((await run.process(process.id)).status).toBe('DONE');
  });
});
