import {
  End,
  Flow,
  ForbiddenError,
  If,
  InputInvalidError,
  Join,
  MultiSubprocess,
  Split,
  StartHandler,
  TransitionNotAllowedError,
  View,
  type Activation,
  type FlowNode,
  type Process,
  type Task,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { onEachStore } from '../support/stores.js';
import { created, enabled, meetings } from './orders.js';

class Data {
  items: string[] = [];
  votes: string[] = [];
  results: number[] = [];
  rounds = 0;
}
const items = ({ process }: Activation<Data>) => process.data.items;

@Flow({ data: Data })
class WithoutSynchronization {
  @StartHandler({ next: 'a' }) start!: FlowNode;
  @View({ next: 'spawn' }) a!: FlowNode;
  @Split({ branches: [{ to: 'inform', times: 3 }, 'd'] }) spawn!: FlowNode;
  @View({ next: 'end' }) inform!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class DesignTime {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: [{ to: 'vote', times: 3 }] }) split!: FlowNode;
  @View({ next: 'all' }) vote!: FlowNode;
  @Join({ next: 'd' }) all!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class RunTime {
  @StartHandler({ next: 'split' })
  start({ process }: Activation<Data>, names: string[]) {
    process.data.items = names;
  }
  @Split({ branches: [{ to: 'vote', items }], ifNone: 'd', ifCanceled: 'withdrawn' }) split!: FlowNode;
  @View({ next: 'all' })
  vote({ process, task }: Activation<Data>) {
    process.data.votes.push(task.data as string);
  }
  @Join({ next: 'd' }) all!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @View({ next: 'end' }) withdrawn!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Child {
  @StartHandler({ next: 'work' })
  start({ process }: Activation<Data>, name: string) {
    process.data.items = [name];
  }
  @View({ next: 'end' }) work!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Parent {
  @StartHandler({ next: 'many' })
  start({ process }: Activation<Data>, names: string[]) {
    process.data.items = names;
  }
  @MultiSubprocess({ flow: Child, start: 'start', items, next: 'd' })
  many({ process }: Activation<Data>, children: Process<Data>[]) {
    process.data.votes = children.flatMap(({ data }) => data.items);
  }
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class StaticPartial {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: [{ to: 'vote', times: 5 }] }) split!: FlowNode;
  @View({ next: 'three' }) vote!: FlowNode;
  @Join({ needs: 3, rest: 'ignore', next: 'd' }) three!: FlowNode;
  @View({ next: 'again' }) d!: FlowNode;
  @If({ then: 'split', else: 'end' })
  again({ process }: Activation<Data>) {
    return ++process.data.rounds < 2;
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class CancellingPartial {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: [{ to: 'vote', times: 5 }] }) split!: FlowNode;
  @View({ next: 'three' }) vote!: FlowNode;
  @Join({ needs: 3, rest: 'cancel', next: 'd' }) three!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class DynamicPartial {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: [{ to: 'vote', items: () => ['ann', 'bob'] }] }) split!: FlowNode;
  @View({ next: 'decided' })
  vote({ process }: Activation<Data>, vote: string) {
    process.data.votes.push(vote);
  }
  @Join({
    needs: ({ process }: Activation<Data>) => process.data.votes.filter((vote) => vote === 'yes').length >= 2,
    rest: 'ignore',
    next: 'd',
  })
  decided!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class ThreadMerge {
  @StartHandler({ next: 'threads' }) start!: FlowNode;
  @Split({ branches: [{ to: 'b', times: 3 }] }) threads!: FlowNode;
  @View({ next: 'merge' }) b!: FlowNode;
  @Join({ needs: 3, next: 'd' }) merge!: FlowNode;
  @View({ next: 'end' }) d!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class ThreadSplit {
  @StartHandler({ next: 'a' }) start!: FlowNode;
  @View({ next: 'threads' }) a!: FlowNode;
  @Split({ branches: [{ to: 'b', times: 3 }] }) threads!: FlowNode;
  @View({ next: 'c' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @End() end!: FlowNode;
}

async function rowsOf(run: FlowRun, processId: string, node: string): Promise<Task[]> {
  return (await run.tasks(processId)).filter((task) => task.node === node);
}

const statuses = (tasks: readonly { status: string }[]) => tasks.map(({ status }) => status);
const boss = {
  id: 'boss',
  permissions: ['run-time.manage', 'run-time.view', 'parent.manage', 'parent.view'],
};
const clerk = { id: 'clerk', permissions: ['run-time.view', 'parent.view'] };

async function childrenOf(run: FlowRun, processId: string) {
  const tasks = new Set((await run.tasks(processId)).map(({ id }) => id));
  const started = run.events.filter(({ type }) => type === 'process.started');
  const processes = await Promise.all(started.map(({ processId: id }) => run.process(id ?? '')));
  return processes.filter(({ parentTaskId }) => parentTaskId !== null && tasks.has(parentTaskId));
}

onEachStore('Multiple instances', (makeRun, store) => {
  it('WCP12 MI without Synchronization', async () => {
    const run = await makeRun([WithoutSynchronization]);
    const { process } = await run.start(WithoutSynchronization, 'start');
    await run.complete(process.id, 'a');
    expect(await enabled(run, process.id)).toEqual(['inform', 'inform', 'inform', 'd']);
    const instances = await rowsOf(run, process.id, 'inform');
    expect(instances.map(({ data }) => data)).toEqual([1, 2, 3]);
    await run.complete(process.id, 'd');
    for (const { id } of instances) {
      expect((await run.process(process.id)).status).toBe('NEW');
      await run.completeTask(id);
    }
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('WCP13 MI, a-priori design-time', async () => {
    const run = await makeRun([DesignTime]);
    const { process } = await run.start(DesignTime, 'start');
    const [first, second, third] = await rowsOf(run, process.id, 'vote');
    for (const task of [third, first]) {
      await run.completeTask(task!.id);
      expect(await created(run, process.id, 'd')).toBe(0);
    }
    await run.completeTask(second!.id);
    expect(await enabled(run, process.id)).toEqual(['d']);
  });

  it('WCP14 MI, a-priori run-time', async () => {
    const run = await makeRun([RunTime]);
    for (const count of [0, 1, 5]) {
      const names = Array.from({ length: count }, (_, index) => `v${index}`);
      const { process } = await run.start(RunTime, 'start', names);
      // what happens to the data later changes nothing
      if (count > 0) {
        await run.with(process.id, 'vote', {}, (activation) => {
          (activation.process.data as Data).items = [];
        });
      }
      for (const { id } of (await rowsOf(run, process.id, 'vote')).reverse()) {
        expect(await created(run, process.id, 'd')).toBe(0);
        await run.completeTask(id);
      }
      expect(await enabled(run, process.id)).toEqual(['d']);
      expect(((await run.process(process.id)).data as Data).votes).toEqual(names.reverse());
    }
  });

  it('WCP15 MI without a-priori run-time', async () => {
    const run = await makeRun([RunTime, Parent, Child]);
    const { process } = await run.start(RunTime, 'start', ['ann', 'bob']);
    await run.complete(process.id, 'vote');
    await expect(run.make(process.id, 'split', 'add', { user: clerk }, 'cy')).rejects.toThrow(ForbiddenError);
    await run.make(process.id, 'split', 'add', { user: boss }, 'cy');
    await expect(run.make(process.id, 'split', 'add', {}, 'x', 'd')).rejects.toThrow(InputInvalidError);
    await run.complete(process.id, 'vote');
    expect(await enabled(run, process.id)).toEqual(['vote']);
    await run.complete(process.id, 'vote');
    expect(await enabled(run, process.id)).toEqual(['d']);
    expect(await created(run, process.id, 'd')).toBe(1);
    expect(((await run.process(process.id)).data as Data).votes).toEqual(['ann', 'bob', 'cy']);
    await expect(run.make(process.id, 'split', 'add', {}, 'late')).rejects.toThrow(TransitionNotAllowedError);

    const parent = (await run.start(Parent, 'start', ['ann', 'bob'])).process;
    const [ann, bob] = await childrenOf(run, parent.id);
    await run.complete(ann!.id, 'work');
    await run.make(parent.id, 'many', 'add', { user: boss }, 'cy');
    await run.complete(bob!.id, 'work');
    expect(await enabled(run, parent.id)).toEqual(['many']);
    const [, , cy] = await childrenOf(run, parent.id);
    await run.complete(cy!.id, 'work');
    expect(await enabled(run, parent.id)).toEqual(['d']);
    await expect(run.make(parent.id, 'many', 'add', {}, 'late')).rejects.toThrow(TransitionNotAllowedError);
  });

  it('WCP15 MI without a-priori run-time, added to while the last is completed', async () => {
    const run = await makeRun([RunTime]);
    for (let round = 0; round < meetings(store) / 4; round++) {
      const { process } = await run.start(RunTime, 'start', ['ann']);
      const [added] = await Promise.allSettled([
        run.make(process.id, 'split', 'add', {}, 'bob'),
        run.complete(process.id, 'vote'),
      ]);
      // either it came in time and is waited for, or it is refused: never does it come to nothing
      expect(await enabled(run, process.id)).toEqual(added.status === 'fulfilled' ? ['vote'] : ['d']);
    }
  });

  it('WCP26 Cancel MI Task', async () => {
    const run = await makeRun([RunTime]);
    const { process } = await run.start(RunTime, 'start', ['a', 'b', 'c', 'd']);
    const [, second, , fourth] = await rowsOf(run, process.id, 'vote');
    await run.completeTask(second!.id);
    await run.completeTask(fourth!.id);
    await expect(run.make(process.id, 'split', 'cancel', { user: clerk })).rejects.toThrow(ForbiddenError);
    await run.make(process.id, 'split', 'cancel', { user: boss });
    expect(statuses(await rowsOf(run, process.id, 'vote'))).toEqual(['CANCELED', 'DONE', 'CANCELED', 'DONE']);
    expect(await enabled(run, process.id)).toEqual(['withdrawn']);
    await run.complete(process.id, 'withdrawn');
    expect(await created(run, process.id, 'd')).toBe(0);
    expect((await run.process(process.id)).status).toBe('DONE');
    await expect(run.completeTask(second!.id)).rejects.toThrow(TransitionNotAllowedError);
  });

  it('WCP27 Complete MI Task', async () => {
    const run = await makeRun([RunTime, StaticPartial, Parent, Child]);
    const { process } = await run.start(RunTime, 'start', ['a', 'b', 'c', 'd']);
    const [, , third] = await rowsOf(run, process.id, 'vote');
    await run.completeTask(third!.id);
    await run.make(process.id, 'split', 'finish', { user: boss });
    expect(await enabled(run, process.id)).toEqual(['d']);
    expect(await created(run, process.id, 'd')).toBe(1);
    expect(statuses(await rowsOf(run, process.id, 'vote'))).toEqual([
      'CANCELED',
      'CANCELED',
      'DONE',
      'CANCELED',
    ]);
    expect(((await run.process(process.id)).data as Data).votes).toEqual(['c']);
    await expect(run.make(process.id, 'split', 'finish')).rejects.toThrow(TransitionNotAllowedError);
    await run.complete(process.id, 'd');
    expect((await run.process(process.id)).status).toBe('DONE');

    // with none done, and with a join that needs more than there are
    for (const done of [0, 1]) {
      const partial = (await run.start(StaticPartial, 'start')).process;
      for (let i = 0; i < done; i++) await run.complete(partial.id, 'vote');
      await run.make(partial.id, 'split', 'finish');
      expect(await enabled(run, partial.id)).toEqual(['d']);
    }

    const parent = (await run.start(Parent, 'start', ['a', 'b', 'c', 'd'])).process;
    const children = await childrenOf(run, parent.id);
    await run.complete(children[1]!.id, 'work');
    await run.make(parent.id, 'many', 'finish', { user: boss });
    expect(await enabled(run, parent.id)).toEqual(['d']);
    expect(statuses(await childrenOf(run, parent.id))).toEqual(['CANCELED', 'DONE', 'CANCELED', 'CANCELED']);
    expect(((await run.process(parent.id)).data as Data).votes).toEqual(['b']);
  });

  it('WCP34 Static Partial Join for MI', async () => {
    const run = await makeRun([StaticPartial]);
    const { process } = await run.start(StaticPartial, 'start');
    for (const round of [1, 2]) {
      const votes = (await rowsOf(run, process.id, 'vote')).slice(-5);
      for (const [index, { id }] of votes.entries()) {
        await run.completeTask(id);
        expect(await created(run, process.id, 'd')).toBe(index < 2 ? round - 1 : round);
      }
      expect(statuses((await rowsOf(run, process.id, 'vote')).slice(-5))).toEqual(Array(5).fill('DONE'));
      await run.complete(process.id, 'd');
    }
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('WCP35 Cancelling Partial Join for MI', async () => {
    const run = await makeRun([CancellingPartial]);
    const { process } = await run.start(CancellingPartial, 'start');
    const votes = await rowsOf(run, process.id, 'vote');
    for (const index of [4, 0, 2]) {
      expect(await created(run, process.id, 'd')).toBe(0);
      await run.completeTask(votes[index]!.id);
    }
    expect(await enabled(run, process.id)).toEqual(['d']);
    expect(statuses(await rowsOf(run, process.id, 'vote'))).toEqual([
      'DONE',
      'CANCELED',
      'DONE',
      'CANCELED',
      'DONE',
    ]);
    await expect(run.completeTask(votes[1]!.id)).rejects.toThrow(TransitionNotAllowedError);
  });

  it('WCP36 Dynamic Partial Join for MI', async () => {
    const run = await makeRun([DynamicPartial]);
    const { process } = await run.start(DynamicPartial, 'start');
    await run.make(process.id, 'split', 'add', {}, 'cy');
    await run.make(process.id, 'split', 'add', {}, 'dan');
    const votes = await rowsOf(run, process.id, 'vote');
    expect(votes.map(({ data }) => data)).toEqual(['ann', 'bob', 'cy', 'dan']);
    await run.completeTask(votes[0]!.id, 'yes');
    await run.completeTask(votes[1]!.id, 'no');
    expect(await created(run, process.id, 'd')).toBe(0);
    await run.completeTask(votes[3]!.id, 'yes');
    expect(await created(run, process.id, 'd')).toBe(1);
    await expect(run.make(process.id, 'split', 'add', {}, 'eve')).rejects.toThrow(TransitionNotAllowedError);
    await run.completeTask(votes[2]!.id, 'yes');
    expect(await created(run, process.id, 'd')).toBe(1);
    await run.complete(process.id, 'd');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('WCP41 Thread Merge', async () => {
    const run = await makeRun([ThreadMerge]);
    const { process } = await run.start(ThreadMerge, 'start');
    for (let thread = 1; thread <= 3; thread++) {
      expect(await created(run, process.id, 'd')).toBe(0);
      await run.complete(process.id, 'b');
    }
    expect(await enabled(run, process.id)).toEqual(['d']);
    await run.complete(process.id, 'd');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('WCP42 Thread Split', async () => {
    const run = await makeRun([ThreadSplit]);
    const { process } = await run.start(ThreadSplit, 'start');
    await run.complete(process.id, 'a');
    expect(await enabled(run, process.id)).toEqual(['b', 'b', 'b']);
    // each goes on alone
    await run.complete(process.id, 'b');
    expect(await enabled(run, process.id)).toEqual(['b', 'b', 'c']);
    await run.complete(process.id, 'c');
    for (const node of ['b', 'b', 'c']) await run.complete(process.id, node);
    expect((await run.process(process.id)).status).toBe('NEW');
    await run.complete(process.id, 'c');
    expect((await run.process(process.id)).status).toBe('DONE');
  });
});
