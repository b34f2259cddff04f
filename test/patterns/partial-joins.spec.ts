import {
  DefinitionError,
  End,
  Flow,
  If,
  Join,
  NotFoundError,
  Split,
  StartHandler,
  TransitionNotAllowedError,
  View,
  compileFlows,
  type Activation,
  type FlowNode,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { onEachStore } from '../support/stores.js';
import { completeAll, created, enabled, meetings, ordersOf } from './orders.js';

class Data {
  rounds = 0;
}

@Flow({ data: Data })
class Discriminator {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c', 'd'] }) split!: FlowNode;
  @View({ next: 'first' }) b!: FlowNode;
  @View({ next: 'first' }) c!: FlowNode;
  @View({ next: 'first' }) d!: FlowNode;
  @Join({ needs: 1, rest: 'ignore', next: 'e' }) first!: FlowNode;
  @View({ next: 'again' }) e!: FlowNode;
  @If({ then: 'split', else: 'end' })
  again({ process }: Activation<Data>) {
    return ++process.data.rounds < 2;
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class PartialJoin {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c', 'd'] }) split!: FlowNode;
  @View({ next: 'two' }) b!: FlowNode;
  @View({ next: 'two' }) c!: FlowNode;
  @View({ next: 'two' }) d!: FlowNode;
  @Join({ needs: 2, rest: 'ignore', next: 'e' }) two!: FlowNode;
  @View({ next: 'again' }) e!: FlowNode;
  @If({ then: 'split', else: 'end' })
  again({ process }: Activation<Data>) {
    return ++process.data.rounds < 2;
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class CancellingDiscriminator {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c', 'd'] }) split!: FlowNode;
  @View({ next: 'first' }) b!: FlowNode;
  @View({ next: 'first' }) c!: FlowNode;
  @View({ next: 'first' }) d!: FlowNode;
  @Join({ needs: 1, rest: 'cancel', next: 'e' }) first!: FlowNode;
  @View({ next: 'end' }) e!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class CancellingPartialJoin {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c', 'd'] }) split!: FlowNode;
  @View({ next: 'two' }) b!: FlowNode;
  @View({ next: 'two' }) c!: FlowNode;
  @View({ next: 'two' }) d!: FlowNode;
  @Join({ needs: 2, rest: 'cancel', next: 'e' }) two!: FlowNode;
  @View({ next: 'end' }) e!: FlowNode;
  @End() end!: FlowNode;
}

/** Two threads come down every branch. */
@Flow({ data: Data })
class BlockingDiscriminator {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: [{ to: 'b', times: 2 }, 'c', 'd'] }) split!: FlowNode;
  @View({ next: 'first' }) b!: FlowNode;
  @View({ next: 'first' }) c!: FlowNode;
  @View({ next: 'first' }) d!: FlowNode;
  @Join({ needs: 1, arrivals: 'queue', next: 'e' }) first!: FlowNode;
  @View({ next: 'end' }) e!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class BlockingPartialJoin {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({
    branches: [
      { to: 'b', times: 2 },
      { to: 'c', times: 2 },
      { to: 'd', times: 1 },
    ],
  })
  split!: FlowNode;
  @View({ next: 'two' }) b!: FlowNode;
  @View({ next: 'two' }) c!: FlowNode;
  @View({ next: 'two' }) d!: FlowNode;
  @Join({ needs: 2, arrivals: 'queue', next: 'e' }) two!: FlowNode;
  @View({ next: 'end' }) e!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class GeneralisedAndJoin {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({
    branches: [
      { to: 'b', times: 2 },
      { to: 'c', times: 2 },
    ],
  })
  split!: FlowNode;
  @View({ next: 'pair' }) b!: FlowNode;
  @View({ next: 'pair' }) c!: FlowNode;
  @Join({ arrivals: 'queue', next: 'd' }) pair!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

/** What is paired goes on to a join around it, which must wait for all pairs. */
@Flow({ data: Data })
class PairsInsideABranch {
  @StartHandler({ next: 'outer' }) start!: FlowNode;
  @Split({ branches: ['inner', 'x'] }) outer!: FlowNode;
  @Split({
    branches: [
      { to: 'b', times: 2 },
      { to: 'c', times: 2 },
    ],
  })
  inner!: FlowNode;
  @View({ next: 'pair' }) b!: FlowNode;
  @View({ next: 'pair' }) c!: FlowNode;
  @Join({ arrivals: 'queue', next: 'd' }) pair!: FlowNode;
  @View({ next: 'all' }) d!: FlowNode;
  @View({ next: 'all' }) x!: FlowNode;
  @Join({ next: 'last' }) all!: FlowNode;
  @View({ next: 'end' }) last!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Contradictory {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c'] }) split!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @View({ next: 'join' }) c!: FlowNode;
  @Join({ needs: 3, rest: 'cancel', arrivals: 'queue', waitFor: 'reachable', next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

/** Completes the oldest waiting task of a node, and answers how often what follows the join has been made by then. */
async function arrive(run: FlowRun, processId: string, node: string, next = 'e'): Promise<number> {
  await run.complete(processId, node);
  return created(run, processId, next);
}

onEachStore('Partial joins', (makeRun, store) => {
  it('WCP09 Structured Discriminator', async () => {
    const run = await makeRun([Discriminator]);
    for (const order of ordersOf(['b', 'c', 'd'])) {
      const { process } = await run.start(Discriminator, 'start');
      for (const round of [1, 2]) {
        const [first, ...later] = order as [string, string, string];
        expect(await arrive(run, process.id, first)).toBe(round);
        for (const node of later) expect(await arrive(run, process.id, node)).toBe(round);
        await run.complete(process.id, 'e');
      }
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP28 Blocking Discriminator', async () => {
    const run = await makeRun([BlockingDiscriminator]);
    for (const [third, fourth] of ordersOf(['c', 'd'])) {
      const { process } = await run.start(BlockingDiscriminator, 'start');
      expect(await arrive(run, process.id, 'b')).toBe(1);
      // the second thread of the branch is blocked
      expect(await arrive(run, process.id, 'b')).toBe(1);
      expect(await arrive(run, process.id, third as string)).toBe(1);
      // the last branch resets it: what was blocked fires at once
      expect(await arrive(run, process.id, fourth as string)).toBe(2);
      await completeAll(run, process.id, ['e', 'e']);
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP29 Cancelling Discriminator', async () => {
    const run = await makeRun([CancellingDiscriminator]);
    for (const first of ['b', 'c', 'd']) {
      const { process } = await run.start(CancellingDiscriminator, 'start');
      expect(await arrive(run, process.id, first)).toBe(1);
      expect(await enabled(run, process.id)).toEqual(['e']);
      for (const other of ['b', 'c', 'd'].filter((node) => node !== first)) {
        expect((await run.newest(process.id, other)).status).toBe('CANCELED');
        await expect(run.make(process.id, other, 'execute')).rejects.toThrow(TransitionNotAllowedError);
      }
      await run.complete(process.id, 'e');
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP29 Cancelling Discriminator of two branches completed at once', async () => {
    const run = await makeRun([CancellingDiscriminator]);
    for (let round = 0; round < meetings(store); round++) {
      const { process } = await run.start(CancellingDiscriminator, 'start');
      const outcomes = await Promise.allSettled([
        run.complete(process.id, 'b'),
        run.complete(process.id, 'c'),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await created(run, process.id, 'e')).toBe(1);
      expect(await enabled(run, process.id)).toEqual(['e']);
    }
  });

  it('WCP30 Structured Partial Join', async () => {
    const run = await makeRun([PartialJoin]);
    for (const [first, second, third] of ordersOf(['b', 'c', 'd']) as [string, string, string][]) {
      const { process } = await run.start(PartialJoin, 'start');
      for (const round of [1, 2]) {
        expect(await arrive(run, process.id, first)).toBe(round - 1);
        expect(await arrive(run, process.id, second)).toBe(round);
        expect(await arrive(run, process.id, third)).toBe(round);
        expect((await run.newest(process.id, third)).status).toBe('DONE');
        await run.complete(process.id, 'e');
      }
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP31 Blocking Partial Join', async () => {
    const run = await makeRun([BlockingPartialJoin]);
    const { process } = await run.start(BlockingPartialJoin, 'start');
    expect(await arrive(run, process.id, 'b')).toBe(0);
    expect(await arrive(run, process.id, 'c')).toBe(1);
    expect(await arrive(run, process.id, 'b')).toBe(1);
    // D completes the round; the B that waited begins the next
    expect(await arrive(run, process.id, 'd')).toBe(1);
    expect(await arrive(run, process.id, 'c')).toBe(2);
    await completeAll(run, process.id, ['e', 'e']);
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('WCP32 Cancelling Partial Join', async () => {
    const run = await makeRun([CancellingPartialJoin]);
    for (const [first, second, late] of ordersOf(['b', 'c', 'd']) as [string, string, string][]) {
      const { process } = await run.start(CancellingPartialJoin, 'start');
      expect(await arrive(run, process.id, first)).toBe(0);
      expect(await arrive(run, process.id, second)).toBe(1);
      expect((await run.newest(process.id, late)).status).toBe('CANCELED');
      await expect(run.complete(process.id, late)).rejects.toThrow(NotFoundError);
      await expect(run.make(process.id, late, 'execute')).rejects.toThrow(TransitionNotAllowedError);
      expect(await enabled(run, process.id)).toEqual(['e']);
    }
  });

  it('WCP33 Generalised AND-Join', async () => {
    const run = await makeRun([GeneralisedAndJoin]);
    const expected: Record<string, number[]> = {
      bbcc: [0, 0, 1, 2],
      bcbc: [0, 1, 1, 2],
      bccb: [0, 1, 1, 2],
      ccbb: [0, 0, 1, 2],
      cbcb: [0, 1, 1, 2],
      cbbc: [0, 1, 1, 2],
    };
    for (const [order, counts] of Object.entries(expected)) {
      const { process } = await run.start(GeneralisedAndJoin, 'start');
      const seen: number[] = [];
      for (const node of order) seen.push(await arrive(run, process.id, node, 'd'));
      expect(seen).toEqual(counts);
      await completeAll(run, process.id, ['d', 'd']);
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP33 Generalised AND-Join does not end a process while a token is kept', async () => {
    const run = await makeRun([GeneralisedAndJoin]);
    const { process } = await run.start(GeneralisedAndJoin, 'start');
    await completeAll(run, process.id, ['b', 'b', 'c', 'd']);
    await run.make(process.id, 'c', 'cancel');
    expect(await run.waiting(process.id)).toEqual(['pair']);
    expect((await run.process(process.id)).status).toBe('NEW');
  });

  it('WCP33 Generalised AND-Join inside a branch: the join around it waits for every pair', async () => {
    const run = await makeRun([PairsInsideABranch]);
    for (const order of ['xbcdbcd', 'bbccddx', 'bcxdbcd']) {
      const { process } = await run.start(PairsInsideABranch, 'start');
      for (const node of order) {
        expect(await created(run, process.id, 'last')).toBe(0);
        await run.complete(process.id, node);
      }
      expect(await enabled(run, process.id)).toEqual(['last']);
      await run.complete(process.id, 'last');
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });
});

it('a join whose options contradict each other is refused at boot', () => {
  expect(() => compileFlows([Contradictory])).toThrow(DefinitionError);
  expect(() => compileFlows([Contradictory])).toThrow(/only 2 nodes lead to it/);
  expect(() => compileFlows([Contradictory])).toThrow(/'waitFor'/);
  expect(() => compileFlows([Contradictory])).toThrow(/'rest'/);
});
