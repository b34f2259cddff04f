import {
  End,
  Flow,
  Handler,
  If,
  Join,
  Split,
  StartHandler,
  Switch,
  TransitionNotAllowedError,
  View,
  type Activation,
  type FlowNode,
  type TransitionName,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Data {
  undone?: string[];
}

/** split → (if → A, switch → D) → join → end */
@Flow({ data: Data })
class Diamond {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['if', 'switch'] }) split!: FlowNode;
  @If({ then: 'A', else: 'end' })
  if() {
    return true;
  }
  @Switch({ cases: [{ to: 'D', when: () => true }] }) switch!: FlowNode;
  @View({
    next: 'join',
    onUndo: ({ process }: Activation<Data>) => {
      process.data.undone = [...(process.data.undone ?? []), 'A'];
    },
  })
  A!: FlowNode;
  @View({ next: 'join', permission: 'd.do', priority: 3, due: '1d' }) D!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Line {
  @StartHandler({ next: 'a' }) start!: FlowNode;
  @View({ next: 'code' }) a!: FlowNode;
  @Handler({ next: 'b' }) code() {}
  @View({ next: 'end' }) b!: FlowNode;
  @End() end!: FlowNode;
}

const BACKWARDS = ['end', 'join', 'D', 'switch', 'A', 'if', 'split', 'start'];

onEachStore('Undo, revive, cancel', (makeRun) => {
  async function finishedDiamond() {
    const run = await makeRun([Diamond]);
    const { process } = await run.start(Diamond, 'start');
    await run.complete(process.id, 'A');
    await run.complete(process.id, 'D');
    expect((await run.process(process.id)).status).toBe('DONE');
    return { run, id: process.id };
  }

  it('B65 undoes end, join, D, switch, A, if, split and start one by one, and the process is CANCELED', async () => {
    const { run, id } = await finishedDiamond();
    for (const node of BACKWARDS) await run.make(id, node, 'undo');
    expect((await run.process(id)).status).toBe('CANCELED');
    expect(new Set((await run.tasks(id)).map(({ status }) => status))).toEqual(new Set(['CANCELED']));
    expect((await run.process(id)).data).toEqual({ undone: ['A'] });
  });

  it('B64 refuses to undo a task while one that followed from it still counts', async () => {
    const { run, id } = await finishedDiamond();
    await expect(run.make(id, 'D', 'undo')).rejects.toThrow(TransitionNotAllowedError);
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('B64 reopens the process when its end is undone', async () => {
    const { run, id } = await finishedDiamond();
    await run.make(id, 'end', 'undo');
    expect(await run.process(id)).toMatchObject({ status: 'NEW', finishedAt: null });
  });

  it('B66 drives the flow to its end again after undoing and reviving a branch and the join', async () => {
    const { run, id } = await finishedDiamond();
    for (const node of ['end', 'join', 'D']) await run.make(id, node, 'undo');
    await run.make(id, 'D', 'revive');
    const revived = await run.newest(id, 'D');
    expect(revived).toMatchObject({ status: 'NEW', permission: 'd.do', priority: 3 });
    expect(revived.dueAt).not.toBeNull();
    await run.complete(id, 'D');
    expect((await run.process(id)).status).toBe('DONE');
    const history = await run.history(id);
    expect(history.filter((line) => line === 'join DONE')).toHaveLength(1);
  });

  it('B66 revives a join that was undone: it fires again at once', async () => {
    const { run, id } = await finishedDiamond();
    for (const node of ['end', 'join']) await run.make(id, node, 'undo');
    await run.make(id, 'join', 'revive');
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('B66 revives both branches after undoing back to the split, and joins them once', async () => {
    const { run, id } = await finishedDiamond();
    for (const node of ['end', 'join', 'D', 'A']) await run.make(id, node, 'undo');
    await run.make(id, 'A', 'revive');
    await run.make(id, 'D', 'revive');
    await run.complete(id, 'D');
    expect((await run.process(id)).status).toBe('NEW');
    await run.complete(id, 'A');
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('B66 revives the start of a process whose start was undone', async () => {
    const { run, id } = await finishedDiamond();
    for (const node of BACKWARDS) await run.make(id, node, 'undo');
    await run.make(id, 'start', 'revive');
    expect((await run.process(id)).status).toBe('NEW');
    await run.complete(id, 'A');
    await run.complete(id, 'D');
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('B66 keeps data and draft of a cancelled task when it is revived', async () => {
    const run = await makeRun([Line]);
    const { process } = await run.start(Line, 'start');
    await run.make(process.id, 'a', 'assign', {}, 'ann');
    await run.make(process.id, 'a', 'saveDraft', {}, { half: 'done' });
    await run.make(process.id, 'a', 'cancel');
    expect(await run.process(process.id)).toMatchObject({ status: 'NEW' });
    await run.make(process.id, 'a', 'revive');
    expect(await run.newest(process.id, 'a')).toMatchObject({ status: 'NEW', draft: { half: 'done' } });
  });

  it('B67 cancels a running process with everything live in it, and refuses a final one', async () => {
    const run = await makeRun([Diamond]);
    const { process } = await run.start(Diamond, 'start');
    await run.complete(process.id, 'A');
    await run.flow(Diamond).cancel(process.id);
    expect((await run.process(process.id)).status).toBe('CANCELED');
    expect((await run.tasks(process.id)).filter(({ live }) => live)).toEqual([]);
    await expect(run.flow(Diamond).cancel(process.id)).rejects.toThrow(/to be NEW.*CANCELED/);
  });

  it('B66 reopens a cancelled process when one of its tasks is revived', async () => {
    const run = await makeRun([Diamond]);
    const { process } = await run.start(Diamond, 'start');
    await run.complete(process.id, 'A');
    await run.flow(Diamond).cancel(process.id);
    await run.make(process.id, 'D', 'revive');
    await run.complete(process.id, 'D');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B67 B21 lets nobody cancel who does not manage this very flow', async () => {
    const run = await makeRun([Diamond]);
    const { process } = await run.start(Diamond, 'start');
    const viewer = { id: 'vic', permissions: ['diamond.view', 'line.manage'] };
    const manager = { id: 'meg', permissions: ['diamond.manage'] };
    await expect(run.flow(Diamond).cancel(process.id, { user: viewer })).rejects.toThrow(/diamond\.manage/);
    await expect(run.make(process.id, 'D', 'cancel', { user: viewer })).rejects.toThrow(/diamond\.manage/);
    expect((await run.process(process.id)).status).toBe('NEW');
    await run.flow(Diamond).cancel(process.id, { user: manager });
    expect((await run.process(process.id)).status).toBe('CANCELED');
  });

  it('B68 answers canProceed as the transition then behaves, for every transition of every task', async () => {
    const { run, id } = await finishedDiamond();
    const { process } = await run.start(Diamond, 'start');
    const names = [
      'assign',
      'unassign',
      'reassign',
      'start',
      'execute',
      'saveDraft',
      'cancel',
      'undo',
      'revive',
      'retry',
      'skip',
    ];
    for (const processId of [id, process.id]) {
      for (const { id: taskId, node } of await run.tasks(processId)) {
        for (const name of names as TransitionName[]) {
          const rollback = new Error('only asking');
          const told = run.executor.activate(taskId, {}, async (activation) => {
            const transition = activation.transition<unknown[], unknown>(name);
            const before = JSON.stringify(activation.task);
            const can = transition.canProceed();
            expect(JSON.stringify(activation.task)).toBe(before);
            const did = await transition('ann').then(
              () => true,
              (error: unknown) => {
                expect([node, name, error]).toEqual([node, name, expect.any(TransitionNotAllowedError)]);
                return false;
              },
            );
            expect([node, name, can]).toEqual([node, name, did]);
            throw rollback;
          });
          await expect(told).rejects.toBe(rollback);
        }
      }
    }
  });
});
