import {
  DefinitionError,
  End,
  Flow,
  Join,
  MessageCatch,
  NobodyWaitsError,
  NotFoundError,
  Split,
  SplitFirst,
  StartHandler,
  Timer,
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
  key = '';
}

@Flow({ data: Data })
class DeferredChoice {
  @StartHandler({ next: 'offer' }) start!: FlowNode;
  @SplitFirst({ branches: ['b', 'c', 'late'], on: 'start' }) offer!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @Timer({ after: '1d', next: 'end' }) late!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class MessageOrTimer {
  @StartHandler({ next: 'wait' })
  start({ process }: Activation<Data>, key: string) {
    process.data.key = key;
  }
  @SplitFirst({ branches: ['answer', 'late'] }) wait!: FlowNode;
  @MessageCatch({ name: 'answer', key: ({ process }: Activation<Data>) => process.data.key, next: 'read' })
  answer!: FlowNode;
  @Timer({ after: '1d', next: 'remind' }) late!: FlowNode;
  @View({ next: 'end' }) read!: FlowNode;
  @View({ next: 'end' }) remind!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class InterleavedParallel {
  @StartHandler({ next: 'both' }) start!: FlowNode;
  @Split({ branches: ['pick', 'invoice'] }) both!: FlowNode;
  @View({ exclusive: 'clerk', next: 'pack' }) pick!: FlowNode;
  @View({ exclusive: 'clerk', next: 'join' }) pack!: FlowNode;
  @View({ exclusive: 'clerk', next: 'join' }) invoice!: FlowNode;
  @Join({ next: 'after' }) join!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Milestone {
  @StartHandler({ next: 'both' }) start!: FlowNode;
  @Split({ branches: ['a', 'other'] }) both!: FlowNode;
  @View({ next: 'b' }) a!: FlowNode;
  @View({ next: 'join', meanwhile: 'm' }) b!: FlowNode;
  @View({ next: 'noted' }) m!: FlowNode;
  @End() noted!: FlowNode;
  @View({ next: 'join' }) other!: FlowNode;
  @Join({ next: 'after' }) join!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class CriticalSection {
  @StartHandler({ next: 'both' }) start!: FlowNode;
  @Split({ branches: ['b1', 'c1'] }) both!: FlowNode;
  @View({ exclusive: { section: 'till', until: 'b2' }, next: 'b2' }) b1!: FlowNode;
  @View({ next: 'join' }) b2!: FlowNode;
  @View({ exclusive: { section: 'till', until: 'c2' }, next: 'c2' }) c1!: FlowNode;
  @View({ next: 'join' }) c2!: FlowNode;
  @Join({ next: 'after' }) join!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class InterleavedRouting {
  @StartHandler({ next: 'all' }) start!: FlowNode;
  @Split({ branches: ['a', 'b', 'c'] }) all!: FlowNode;
  @View({ exclusive: 'room', next: 'join' }) a!: FlowNode;
  @View({ exclusive: 'room', next: 'join' }) b!: FlowNode;
  @View({ exclusive: 'room', next: 'join' }) c!: FlowNode;
  @Join({ next: 'after' }) join!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class BadSections {
  @StartHandler({ next: 'both' }) start!: FlowNode;
  @Split({ branches: ['b1', 'c1'] }) both!: FlowNode;
  @View({ exclusive: { section: 'till', until: 'b2' }, next: 'b2' }) b1!: FlowNode;
  @View({ next: 'end', meanwhile: 'end' }) b2!: FlowNode;
  @View({ exclusive: { section: 'till', until: 'both' }, next: 'b2', meanwhile: 'b1' }) c1!: FlowNode;
  @End() end!: FlowNode;
}

/** Takes and begins a task. */
async function begin(run: FlowRun, processId: string, node: string): Promise<void> {
  await run.with(processId, node, {}, async (activation) => {
    if (activation.assign.canProceed()) await activation.assign('somebody');
    await activation.start();
  });
}

/** Whether these tasks, in this order, are accepted one after the other. */
async function accepts(run: FlowRun, processId: string, order: readonly string[]): Promise<boolean> {
  try {
    await completeAll(run, processId, order);
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

let keys = 0;

onEachStore('State-based control flow', (makeRun, store) => {
  it('WCP16 Deferred Choice', async () => {
    const run = await makeRun([DeferredChoice]);
    for (const chosen of ['b', 'c']) {
      const { process } = await run.start(DeferredChoice, 'start');
      expect(await enabled(run, process.id)).toEqual(['b', 'c', 'late']);
      await run.make(process.id, chosen, 'assign', {}, 'ann');
      expect(await enabled(run, process.id)).toEqual([chosen]);
      const other = chosen === 'b' ? 'c' : 'b';
      await expect(run.make(process.id, other, 'assign', {}, 'bob')).rejects.toThrow(
        TransitionNotAllowedError,
      );
      await run.advance('2d');
      expect(await enabled(run, process.id)).toEqual([chosen]);
      await run.complete(process.id, chosen);
      expect((await run.process(process.id)).status).toBe('DONE');
    }
    const { process } = await run.start(DeferredChoice, 'start');
    await run.advance('1d');
    expect(await run.history(process.id)).toEqual(
      expect.arrayContaining(['b CANCELED', 'c CANCELED', 'late DONE', 'end DONE']),
    );
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('WCP16 Deferred Choice between two people who begin at once', async () => {
    const run = await makeRun([DeferredChoice]);
    for (let round = 0; round < meetings(store); round++) {
      const { process } = await run.start(DeferredChoice, 'start');
      const outcomes = await Promise.allSettled([
        run.make(process.id, 'b', 'assign', {}, 'ann'),
        run.make(process.id, 'c', 'assign', {}, 'bob'),
      ]);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused.map(({ reason }) => (reason as TransitionNotAllowedError).status)).toEqual([409]);
      expect(await enabled(run, process.id)).toHaveLength(1);
    }
  });

  it('WCP16 Deferred Choice between a message and a timer', async () => {
    const run = await makeRun([MessageOrTimer]);
    const start = async () => {
      const key = `wcp16-${++keys}`;
      return { key, id: (await run.start(MessageOrTimer, 'start', key)).process.id };
    };
    const first = await start();
    await run.messages.send('answer', first.key, undefined);
    await run.advance('2d');
    expect(await enabled(run, first.id)).toEqual(['read']);
    const second = await start();
    await run.advance('1d');
    await expect(run.messages.send('answer', second.key, undefined)).rejects.toThrow(NobodyWaitsError);
    expect(await enabled(run, second.id)).toEqual(['remind']);
    for (let round = 0; round < meetings(store) / 10; round++) {
      const { key, id } = await start();
      run.clock.advance('1d');
      await Promise.allSettled([run.messages.send('answer', key, undefined), run.work()]);
      expect(await enabled(run, id)).toHaveLength(1);
    }
  });

  it('WCP17 Interleaved Parallel Routing', async () => {
    const run = await makeRun([InterleavedParallel]);
    const accepted: string[] = [];
    for (const order of ordersOf(['pick', 'pack', 'invoice'])) {
      const { process } = await run.start(InterleavedParallel, 'start');
      if (!(await accepts(run, process.id, order))) continue;
      accepted.push(order.join(' '));
      expect(await enabled(run, process.id)).toEqual(['after']);
    }
    expect(accepted).toEqual(['pick pack invoice', 'pick invoice pack', 'invoice pick pack']);

    const { process } = await run.start(InterleavedParallel, 'start');
    await begin(run, process.id, 'pick');
    await expect(begin(run, process.id, 'invoice')).rejects.toThrow(TransitionNotAllowedError);
    await expect(run.complete(process.id, 'invoice')).rejects.toThrow(/section 'clerk'.*'pick' is under way/);
    await run.complete(process.id, 'pick');
    await begin(run, process.id, 'invoice');
    await expect(run.complete(process.id, 'pack')).rejects.toThrow(TransitionNotAllowedError);
    // put back, it is nobody's turn any more
    await run.make(process.id, 'invoice', 'unassign');
    await run.complete(process.id, 'pack');
  });

  it('WCP17 Interleaved Parallel Routing of tasks begun at once', async () => {
    const run = await makeRun([InterleavedParallel]);
    for (let round = 0; round < meetings(store) / 10; round++) {
      const { process } = await run.start(InterleavedParallel, 'start');
      const outcomes = await Promise.allSettled([
        begin(run, process.id, 'pick'),
        begin(run, process.id, 'invoice'),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it('WCP18 Milestone', async () => {
    const run = await makeRun([Milestone]);
    const { process } = await run.start(Milestone, 'start');
    expect(await enabled(run, process.id)).toEqual(['a', 'other']);
    await run.complete(process.id, 'a');
    expect((await enabled(run, process.id)).sort()).toEqual(['b', 'm', 'other']);
    // as often as anybody likes: the state is looked at, not used up
    await completeAll(run, process.id, ['m', 'm']);
    expect(await created(run, process.id, 'm')).toBe(3);
    await begin(run, process.id, 'b');
    expect((await enabled(run, process.id)).sort()).toEqual(['b', 'other']);
    expect((await run.newest(process.id, 'm')).status).toBe('CANCELED');
    await expect(run.make(process.id, 'm', 'assign', {}, 'ann')).rejects.toThrow(TransitionNotAllowedError);
    // the state is reached again when b is put back
    await run.make(process.id, 'b', 'unassign');
    expect((await enabled(run, process.id)).sort()).toEqual(['b', 'm', 'other']);
    await completeAll(run, process.id, ['other', 'b']);
    expect(await enabled(run, process.id)).toEqual(['after']);
    await run.complete(process.id, 'after');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('WCP18 Milestone lets what is begun be finished, and goes when its host is cancelled', async () => {
    const run = await makeRun([Milestone]);
    const { process } = await run.start(Milestone, 'start');
    await run.complete(process.id, 'a');
    await begin(run, process.id, 'm');
    await run.complete(process.id, 'b');
    expect((await enabled(run, process.id)).sort()).toEqual(['m', 'other']);
    await completeAll(run, process.id, ['other', 'm']);
    expect(await enabled(run, process.id)).toEqual(['after']);

    const other = await run.start(Milestone, 'start');
    await run.complete(other.process.id, 'a');
    await run.make(other.process.id, 'b', 'cancel');
    expect(await enabled(run, other.process.id)).toEqual(['other']);
  });

  it('WCP39 Critical Section', async () => {
    const run = await makeRun([CriticalSection]);
    for (const [[first, firstEnd], [second, secondEnd]] of [
      [
        ['b1', 'b2'],
        ['c1', 'c2'],
      ],
      [
        ['c1', 'c2'],
        ['b1', 'b2'],
      ],
    ] as const) {
      const { process } = await run.start(CriticalSection, 'start');
      await begin(run, process.id, first);
      await expect(begin(run, process.id, second)).rejects.toThrow(/section 'till'/);
      await run.complete(process.id, first);
      // between its two tasks nobody is at work, but it is still held
      await expect(run.complete(process.id, second)).rejects.toThrow(TransitionNotAllowedError);
      await run.complete(process.id, firstEnd);
      await completeAll(run, process.id, [second, secondEnd]);
      expect(await enabled(run, process.id)).toEqual(['after']);
    }
  });

  it('WCP40 Interleaved Routing', async () => {
    const run = await makeRun([InterleavedRouting]);
    for (const order of ordersOf(['a', 'b', 'c'])) {
      const { process } = await run.start(InterleavedRouting, 'start');
      for (const node of order) {
        expect(await created(run, process.id, 'after')).toBe(0);
        await begin(run, process.id, node);
        await run.complete(process.id, node);
      }
      expect(await enabled(run, process.id)).toEqual(['after']);
    }
    const { process } = await run.start(InterleavedRouting, 'start');
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((node) => begin(run, process.id, node)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });
});

it('sections and offers that mean nothing are refused at boot', () => {
  const boot = () => compileFlows([BadSections]);
  expect(boot).toThrow(DefinitionError);
  expect(boot).toThrow(/'c1' leads past it to 'b2'/);
  expect(boot).toThrow(/until 'both', which does not follow from it/);
  expect(boot).toThrow(/'b2' offers 'end' meanwhile, which does not wait/);
  expect(boot).toThrow(/'c1' offers 'b1' meanwhile, but 'both' leads to it too/);
});
