import {
  End,
  ErrorEnd,
  Flow,
  Handler,
  If,
  Start,
  View,
  type Activation,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Data {
  good?: boolean;
}

@Flow({ data: Data })
class Telling {
  broken = false;
  @Start({ next: 'ask' }) start!: FlowNode;
  @View({ next: 'act' })
  ask({ process }: Activation<Data>, good: boolean) {
    process.data.good = good;
  }
  @Handler({ next: 'isGood' })
  act() {
    if (this.broken) throw new Error('No');
  }
  @If({ then: 'end', else: 'bad' })
  isGood({ process }: Activation<Data>) {
    return process.data.good === true;
  }
  @End() end!: FlowNode;
  @ErrorEnd({ code: 'BAD' }) bad!: FlowNode;
}

const ann = { id: 'ann' };

onEachStore('What is told', (makeRun) => {
  async function setUp() {
    const flow = new Telling();
    const run = await makeRun([Telling], { instances: new Map<FlowClass, object>([[Telling, flow]]) });
    const { process } = await run.start(Telling, 'start');
    const nodeOf = new Map<string | null, string>();
    /** The events since it was last asked, each with its node. */
    let heard = 0;
    const told = async () => {
      for (const { id, node } of await run.tasks(process.id)) nodeOf.set(id, node);
      const events = run.events.slice(heard);
      heard = run.events.length;
      return events.map(({ type, taskId }) =>
        taskId === null ? type : `${type} ${nodeOf.get(taskId) ?? '?'}`,
      );
    };
    return { run, flow, id: process.id, told };
  }

  it('B50 each thing that happens to a process and its tasks is told once, in order', async () => {
    const { run, id, told } = await setUp();
    expect(await told()).toEqual([
      'process.started',
      'task.created start',
      'task.finished start',
      'task.created ask',
    ]);
    await run.make(id, 'ask', 'assign', {}, ann);
    await run.make(id, 'ask', 'start');
    await run.make(id, 'ask', 'unassign');
    expect(await told()).toEqual(['task.assigned ask', 'task.started ask', 'task.unassigned ask']);

    await run.complete(id, 'ask', true);
    expect(await told()).toEqual([
      'task.assigned ask',
      'task.finished ask',
      'task.created act',
      'task.finished act',
      'task.created isGood',
      'task.finished isGood',
      'task.created end',
      'task.finished end',
      'process.finished',
    ]);

    for (const node of ['end', 'isGood', 'act', 'ask']) await run.make(id, node, 'undo');
    expect(await told()).toEqual([
      'task.undone end',
      'process.reopened',
      'task.undone isGood',
      'task.undone act',
      'task.undone ask',
    ]);
    await run.make(id, 'ask', 'revive');
    expect((await told()).sort()).toEqual(['task.created ask', 'task.revived ask']);

    await run.make(id, 'ask', 'cancel');
    await run.flow(Telling).cancel(id);
    expect(await told()).toEqual(['task.canceled ask', 'process.canceled']);
  });

  it('B50 failures are told once: of a task, of its retry and skip, of a process', async () => {
    const { run, flow, id, told } = await setUp();
    await told();
    flow.broken = true;
    await run.make(id, 'ask', 'assign', {}, ann);
    await told();
    await run.make(id, 'ask', 'execute', { failures: 'keep' }, false);
    expect(await told()).toEqual(['task.finished ask', 'task.created act', 'task.failed act']);
    await run.make(id, 'act', 'retry', { failures: 'keep' });
    expect(await told()).toEqual(['task.retried act', 'task.failed act']);
    await run.make(id, 'act', 'skip');
    expect(await told()).toEqual([
      'task.skipped act',
      'task.finished act',
      'task.created isGood',
      'task.finished isGood',
      'task.created bad',
      'task.finished bad',
      'process.failed',
    ]);
  });

  it('B50 nothing is told of what is rolled back', async () => {
    const { run, flow, id, told } = await setUp();
    await run.make(id, 'ask', 'assign', {}, ann);
    await told();
    flow.broken = true;
    await expect(run.make(id, 'ask', 'execute', {}, true)).rejects.toThrow('No');
    expect(await told()).toEqual([]);
  });
});
