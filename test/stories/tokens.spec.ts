import {
  End,
  Flow,
  Handler,
  If,
  Join,
  Split,
  StartHandler,
  Switch,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Data {
  choice?: string;
  rounds?: number;
  log?: string[];
}

@Flow({ data: Data })
class TwoBranches {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['a', 'b'] }) split!: FlowNode;
  @View({ next: 'join' }) a!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @Join({ next: 'after' }) join!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class DirectEdge {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['join', 'a'] }) split!: FlowNode;
  @View({ next: 'join' }) a!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class NestedSplits {
  @StartHandler({ next: 'outer' }) start!: FlowNode;
  @Split({ branches: ['inner', 'c'] }) outer!: FlowNode;
  @Split({ branches: ['a', 'b'] }) inner!: FlowNode;
  @View({ next: 'innerJoin' }) a!: FlowNode;
  @View({ next: 'innerJoin' }) b!: FlowNode;
  @View({ next: 'outerJoin' }) c!: FlowNode;
  @Join({ next: 'd' }) innerJoin!: FlowNode;
  @View({ next: 'outerJoin' }) d!: FlowNode;
  @Join({ next: 'end' }) outerJoin!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class SharedInnerSplit {
  @StartHandler({ next: 'outer' }) start!: FlowNode;
  @Split({ branches: ['left', 'right'] }) outer!: FlowNode;
  @View({ next: 'inner' }) left!: FlowNode;
  @View({ next: 'inner' }) right!: FlowNode;
  @Split({ branches: ['a', 'b'] }) inner!: FlowNode;
  @View({ next: 'innerJoin' }) a!: FlowNode;
  @View({ next: 'innerJoin' }) b!: FlowNode;
  @Join({ next: 'outerJoin' }) innerJoin!: FlowNode;
  @Join({ next: 'end' }) outerJoin!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class OneJoinForTwoSplits {
  @StartHandler({ next: 'outer' }) start!: FlowNode;
  @Split({ branches: ['inner', 'c'] }) outer!: FlowNode;
  @Split({ branches: ['a', 'b'] }) inner!: FlowNode;
  @View({ next: 'join' }) a!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @View({ next: 'join' }) c!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class LoopThroughSplit {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['a', 'b'] }) split!: FlowNode;
  @View({ next: 'again' }) a!: FlowNode;
  @If({ then: 'split', else: 'join' })
  again({ process }: Activation<Data>) {
    return process.data.choice === 'again';
  }
  @View({ next: 'join' }) b!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class EndsElsewhere {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['a', 'b'] }) split!: FlowNode;
  @View({ next: 'join' }) a!: FlowNode;
  @View({ next: 'stop' }) b!: FlowNode;
  @End() stop!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class TwoJoinsOfOneSplit {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['a', 'b', 'c', 'd'] }) split!: FlowNode;
  @View({ next: 'first' }) a!: FlowNode;
  @View({ next: 'first' }) b!: FlowNode;
  @View({ next: 'second' }) c!: FlowNode;
  @View({ next: 'second' }) d!: FlowNode;
  @Join({ next: 'both' }) first!: FlowNode;
  @Join({ next: 'both' }) second!: FlowNode;
  @Join({ next: 'end' }) both!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Merge {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['a', 'b'] }) split!: FlowNode;
  @View({ next: 'after' }) a!: FlowNode;
  @View({ next: 'after' }) b!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class TwoOfThree {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['a', 'b', 'c'] }) split!: FlowNode;
  @View({ next: 'join' }) a!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @View({ next: 'join' }) c!: FlowNode;
  @Join({ needs: 2, rest: 'cancel', next: 'after' }) join!: FlowNode;
  @View({ next: 'repeat' }) after!: FlowNode;
  @If({ then: 'split', else: 'end' })
  repeat({ process }: Activation<Data>) {
    return process.data.choice === 'again';
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class TwoOfThreeIgnoring {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['a', 'b', 'c'] }) split!: FlowNode;
  @View({ next: 'join' }) a!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @View({ next: 'join' }) c!: FlowNode;
  @Join({ needs: 2, rest: 'ignore', next: 'after' }) join!: FlowNode;
  @View({ next: 'repeat' }) after!: FlowNode;
  @If({ then: 'split', else: 'end' })
  repeat({ process }: Activation<Data>) {
    return process.data.choice === 'again';
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Items {
  @StartHandler({ next: 'split' })
  start({ process }: Activation<Data>, items: string[]) {
    process.data.log = items;
  }
  @Split({
    branches: [{ to: 'vote', items: ({ process }: Activation<Data>) => process.data.log ?? [] }],
    ifNone: 'end',
  })
  split!: FlowNode;
  @View({ next: 'join' }) vote!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class ConditionalSplit {
  @StartHandler({ next: 'split' })
  start({ process }: Activation<Data>, choice: string) {
    process.data.choice = choice;
  }
  @Split({
    branches: [
      { to: 'a', when: ({ process }: Activation<Data>) => process.data.choice?.includes('a') ?? false },
      { to: 'b', when: ({ process }: Activation<Data>) => process.data.choice?.includes('b') ?? false },
    ],
  })
  split!: FlowNode;
  @View({ next: 'join' }) a!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class SwitchFlow {
  @StartHandler({ next: 'switch' })
  start({ process }: Activation<Data>, choice: string) {
    process.data.choice = choice;
  }
  @Switch({
    cases: [
      { to: 'a', when: ({ process }: Activation<Data>) => process.data.choice?.includes('a') ?? false },
      { to: 'b', when: ({ process }: Activation<Data>) => process.data.choice?.includes('b') ?? false },
    ],
    default: 'c',
  })
  switch!: FlowNode;
  @View({ next: 'end' }) a!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Loop {
  @StartHandler({ next: 'step' })
  start({ process }: Activation<Data>, rounds: number) {
    process.data.rounds = rounds;
  }
  @Handler({ next: 'more' })
  step({ process }: Activation<Data>) {
    process.data.rounds = (process.data.rounds ?? 0) - 1;
  }
  @If({ then: 'step', else: 'end' })
  more({ process }: Activation<Data>) {
    return (process.data.rounds ?? 0) > 0;
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class LoopOverSplits {
  @StartHandler({ next: 'split' })
  start({ process }: Activation<Data>, rounds: number) {
    process.data.rounds = rounds;
  }
  @Split({ branches: ['a', 'b'] }) split!: FlowNode;
  @Handler({ next: 'join' }) a() {}
  @Handler({ next: 'join' }) b() {}
  @Join({ next: 'step' }) join!: FlowNode;
  @Handler({ next: 'more' })
  step({ process }: Activation<Data>) {
    process.data.rounds = (process.data.rounds ?? 0) - 1;
  }
  @If({ then: 'split', else: 'end' })
  more({ process }: Activation<Data>) {
    return (process.data.rounds ?? 0) > 0;
  }
  @End() end!: FlowNode;
}

const count = (history: readonly string[], line: string): number =>
  history.filter((one) => one === line).length;

onEachStore('Tokens', (makeRun) => {
  it('B7 B18 creates the branches of a split in declared order, in the transaction of the start', async () => {
    const run = await makeRun([TwoBranches]);
    const { process, next } = await run.start(TwoBranches, 'start');
    expect(next.map(({ node }) => node)).toEqual(['a', 'b']);
    expect(await run.history(process.id)).toEqual(['start DONE', 'split DONE', 'a NEW', 'b NEW']);
  });

  it.each([[['a', 'b']], [['b', 'a']]])(
    'B40 joins once every branch has arrived, in the order %j',
    async ([first, second]) => {
      const run = await makeRun([TwoBranches]);
      const { process } = await run.start(TwoBranches, 'start');
      await run.complete(process.id, first as string);
      expect(await run.waiting(process.id)).not.toContain('after');
      await run.complete(process.id, second as string);
      expect(await run.waiting(process.id)).toEqual(['after']);
      await run.complete(process.id, 'after');
      expect((await run.process(process.id)).status).toBe('DONE');
      expect(count(await run.history(process.id), 'join DONE')).toBe(1);
    },
  );

  it('B39 counts a direct edge from split to join as an arrived branch', async () => {
    const run = await makeRun([DirectEdge]);
    const { process } = await run.start(DirectEdge, 'start');
    expect(await run.waiting(process.id)).toEqual(['join', 'a']);
    await run.complete(process.id, 'a');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it.each([[['a', 'b', 'd', 'c']], [['c', 'a', 'b', 'd']], [['b', 'c', 'a', 'd']]])(
    'B40 gives nested splits a join each, completed in the order %j',
    async (order) => {
      const run = await makeRun([NestedSplits]);
      const { process } = await run.start(NestedSplits, 'start');
      for (const node of order) {
        expect((await run.process(process.id)).status).toBe('NEW');
        await run.complete(process.id, node);
      }
      const history = await run.history(process.id);
      expect((await run.process(process.id)).status).toBe('DONE');
      expect([count(history, 'innerJoin DONE'), count(history, 'outerJoin DONE')]).toEqual([1, 1]);
    },
  );

  it('B40 gives the same inner split, reached by two outer branches, a join per instance', async () => {
    const run = await makeRun([SharedInnerSplit]);
    const { process } = await run.start(SharedInnerSplit, 'start');
    await run.complete(process.id, 'left');
    await run.complete(process.id, 'right');
    // the first a and the second b belong to different instances: no join is complete
    const [a1, b1, a2, b2] = (await run.tasks(process.id)).filter(({ node }) => node === 'a' || node === 'b');
    await run.completeTask(a1!.id);
    await run.completeTask(b2!.id);
    expect(count(await run.history(process.id), 'innerJoin DONE')).toBe(0);
    await run.completeTask(b1!.id);
    expect(count(await run.history(process.id), 'innerJoin DONE')).toBe(1);
    await run.completeTask(a2!.id);
    const history = await run.history(process.id);
    expect([count(history, 'innerJoin DONE'), count(history, 'outerJoin DONE')]).toEqual([2, 1]);
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B40 lets one join gather the branches of two splits nested without a join between', async () => {
    const run = await makeRun([OneJoinForTwoSplits]);
    const { process } = await run.start(OneJoinForTwoSplits, 'start');
    await run.complete(process.id, 'a');
    await run.complete(process.id, 'b');
    expect(await run.waiting(process.id)).toEqual(['c', 'join']);
    await run.complete(process.id, 'c');
    expect(count(await run.history(process.id), 'join DONE')).toBe(1);
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B40 gives a branch that loops back through its split a join of its own', async () => {
    const run = await makeRun([LoopThroughSplit]);
    const { process } = await run.start(LoopThroughSplit, 'start');
    await run.with(process.id, 'a', {}, (activation) => {
      (activation.process.data as Data).choice = 'again';
    });
    await run.complete(process.id, 'a');
    await run.with(process.id, 'a', {}, (activation) => {
      (activation.process.data as Data).choice = 'done';
    });
    const [, b2] = (await run.tasks(process.id)).filter(({ node }) => node === 'b');
    await run.complete(process.id, 'a');
    expect(count(await run.history(process.id), 'join DONE')).toBe(0);
    await run.completeTask(b2!.id);
    // the inner round is joined and over; the outer branch b is still out
    expect(count(await run.history(process.id), 'join DONE')).toBe(1);
    expect((await run.process(process.id)).status).toBe('NEW');
    await run.complete(process.id, 'b');
    expect(count(await run.history(process.id), 'join DONE')).toBe(2);
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B41 looks at the waiting join again when another branch ends elsewhere', async () => {
    const run = await makeRun([EndsElsewhere]);
    const { process } = await run.start(EndsElsewhere, 'start');
    await run.complete(process.id, 'a');
    expect(await run.waiting(process.id)).toEqual(['b', 'join']);
    await run.complete(process.id, 'b');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B41 looks at the waiting join again when another branch is cancelled', async () => {
    const run = await makeRun([TwoBranches]);
    const { process } = await run.start(TwoBranches, 'start');
    await run.complete(process.id, 'a');
    await run.make(process.id, 'b', 'cancel');
    expect(await run.waiting(process.id)).toEqual(['after']);
  });

  it('B40 does not let a join wait for branches that can only arrive at another one', async () => {
    const run = await makeRun([TwoJoinsOfOneSplit]);
    const { process } = await run.start(TwoJoinsOfOneSplit, 'start');
    await run.complete(process.id, 'a');
    await run.complete(process.id, 'b');
    expect(await run.waiting(process.id)).toEqual(['c', 'd', 'both']);
    await run.complete(process.id, 'c');
    await run.complete(process.id, 'd');
    expect((await run.process(process.id)).status).toBe('DONE');
    expect(count(await run.history(process.id), 'both DONE')).toBe(1);
  });

  it('B45 runs the node after a merge once per arriving branch', async () => {
    const run = await makeRun([Merge]);
    const { process } = await run.start(Merge, 'start');
    await run.complete(process.id, 'a');
    await run.complete(process.id, 'b');
    expect(await run.waiting(process.id)).toEqual(['after', 'after']);
    await run.complete(process.id, 'after');
    expect((await run.process(process.id)).status).toBe('NEW');
    await run.complete(process.id, 'after');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B43 fires at the second of three and withdraws the third, in every round', async () => {
    const run = await makeRun([TwoOfThree]);
    const { process } = await run.start(TwoOfThree, 'start');
    for (const last of ['again', 'enough']) {
      await run.complete(process.id, 'c');
      expect(await run.waiting(process.id)).toEqual(['a', 'b', 'join']);
      await run.complete(process.id, 'a');
      expect(await run.waiting(process.id)).toEqual(['after']);
      await run.with(process.id, 'after', {}, (activation) => {
        (activation.process.data as Data).choice = last;
      });
      await run.complete(process.id, 'after');
    }
    const history = await run.history(process.id);
    expect((await run.process(process.id)).status).toBe('DONE');
    expect([count(history, 'b CANCELED'), count(history, 'join DONE')]).toEqual([2, 2]);
  });

  it('B43 fires at the second of three, lets the third finish without effect, and is ready for the next round', async () => {
    const run = await makeRun([TwoOfThreeIgnoring]);
    const { process } = await run.start(TwoOfThreeIgnoring, 'start');
    await run.complete(process.id, 'a');
    await run.complete(process.id, 'b');
    expect(await run.waiting(process.id)).toEqual(['c', 'after']);
    await run.complete(process.id, 'c');
    expect(await run.waiting(process.id)).toEqual(['after']);
    await run.with(process.id, 'after', {}, (activation) => {
      (activation.process.data as Data).choice = 'again';
    });
    await run.complete(process.id, 'after');
    await run.complete(process.id, 'c');
    await run.complete(process.id, 'b');
    expect(await run.waiting(process.id)).toEqual(['a', 'after']);
    await run.with(process.id, 'after', {}, (activation) => {
      (activation.process.data as Data).choice = 'enough';
    });
    await run.complete(process.id, 'after');
    expect((await run.process(process.id)).status).toBe('NEW');
    await run.complete(process.id, 'a');
    expect((await run.process(process.id)).status).toBe('DONE');
    expect(count(await run.history(process.id), 'after DONE')).toBe(2);
  });

  it('B38 makes one task per item, with the item on it', async () => {
    const run = await makeRun([Items]);
    const { process } = await run.start(Items, 'start', ['ann', 'bob', 'cy']);
    const votes = (await run.tasks(process.id)).filter(({ node }) => node === 'vote');
    expect(votes.map(({ data }) => data)).toEqual(['ann', 'bob', 'cy']);
    for (const vote of [votes[1], votes[0], votes[2]]) {
      expect((await run.process(process.id)).status).toBe('NEW');
      await run.completeTask(vote!.id);
    }
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B38 takes ifNone when there is no item', async () => {
    const run = await makeRun([Items]);
    const { process } = await run.start(Items, 'start', []);
    expect(await run.history(process.id)).toEqual(['start DONE', 'split DONE', 'end DONE']);
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it.each([
    ['a', ['a']],
    ['b', ['b']],
    ['ab', ['a', 'b']],
  ])('B38 takes the branches whose case holds: %s', async (choice, taken) => {
    const run = await makeRun([ConditionalSplit]);
    const { process } = await run.start(ConditionalSplit, 'start', choice);
    expect(await run.waiting(process.id)).toEqual(taken);
    for (const node of [...taken].reverse()) await run.complete(process.id, node);
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B38 B29 fails when no branch is taken, and stores nothing', async () => {
    const run = await makeRun([ConditionalSplit]);
    await expect(run.start(ConditionalSplit, 'start', 'none')).rejects.toThrow(/take a branch.*add 'ifNone'/);
    expect(run.events).toEqual([]);
  });

  it.each([
    ['a', 'a'],
    ['b', 'b'],
    ['ab', 'a'],
    ['none', 'c'],
  ])('B37 switch: %s leads to %s', async (choice, taken) => {
    const run = await makeRun([SwitchFlow]);
    const { process } = await run.start(SwitchFlow, 'start', choice);
    expect(await run.waiting(process.id)).toEqual([taken]);
  });

  it('B28 runs a loop of 10 000 handler steps in one transition', async () => {
    const run = await makeRun([Loop]);
    const { process } = await run.start(Loop, 'start', 10_000);
    expect((await run.process(process.id)).status).toBe('DONE');
    expect(await run.tasks(process.id)).toHaveLength(1 + 20_000 + 1);
  });

  it('B40 joins every round of a loop over a split within one transition', async () => {
    const run = await makeRun([LoopOverSplits]);
    const { process } = await run.start(LoopOverSplits, 'start', 50);
    const history = await run.history(process.id);
    expect(count(history, 'join DONE')).toBe(50);
    expect((await run.process(process.id)).status).toBe('DONE');
  });
});
