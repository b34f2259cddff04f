import {
  CancelRegion,
  DefinitionError,
  End,
  Flow,
  Job,
  Join,
  MessageCatch,
  NobodyWaitsError,
  Split,
  StartHandler,
  Subprocess,
  TerminateEnd,
  Timer,
  TransitionNotAllowedError,
  View,
  compileFlows,
  type Activation,
  type FlowNode,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { onEachStore } from '../support/stores.js';
import { completeAll, enabled } from './orders.js';

class Data {
  key = '';
}

@Flow({ data: Data })
class TwoTasks {
  @StartHandler({ next: 'both' }) start!: FlowNode;
  @Split({ branches: ['b', 'c'] }) both!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Child {
  @StartHandler({ next: 'work' }) start!: FlowNode;
  @View({ next: 'end', onTimeout: { after: '1d', then: 'end' } }) work!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class WholeCase {
  @StartHandler({ next: 'all' })
  start({ process }: Activation<Data>, key: string) {
    process.data.key = key;
  }
  @Split({ branches: ['one', 'two', 'later', 'message', 'job'] }) all!: FlowNode;
  @Subprocess({ flow: Child, start: 'start', next: 'join' }) one!: FlowNode;
  @Subprocess({ flow: Child, start: 'start', next: 'join' }) two!: FlowNode;
  @Timer({ after: '1d', next: 'join' }) later!: FlowNode;
  @MessageCatch({ name: 'case', key: ({ process }: Activation<Data>) => process.data.key, next: 'join' })
  message!: FlowNode;
  @Job({ next: 'join' })
  job() {
    ran += 1;
  }
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}
let ran = 0;

@Flow({ data: Data })
class Region {
  @StartHandler({ next: 'all' }) start!: FlowNode;
  @Split({ branches: ['b1', 'c1', 'd', 'trigger'] }) all!: FlowNode;
  @View({ next: 'b2' }) b1!: FlowNode;
  @View({ next: 'join' }) b2!: FlowNode;
  @View({ next: 'c2' }) c1!: FlowNode;
  @View({ next: 'join' }) c2!: FlowNode;
  @View({ next: 'join' }) d!: FlowNode;
  @View({ next: 'cancelRegion' }) trigger!: FlowNode;
  @CancelRegion({ nodes: ['b2', 'c1'], next: 'join' }) cancelRegion!: FlowNode;
  @Join({ next: 'after' }) join!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

/** The region holds a join at which something has arrived. */
@Flow({ data: Data })
class RegionWithAJoin {
  @StartHandler({ next: 'all' }) start!: FlowNode;
  @Split({ branches: ['b', 'c', 'd', 'trigger'] }) all!: FlowNode;
  @View({ next: 'two' }) b!: FlowNode;
  @View({ next: 'two' }) c!: FlowNode;
  @View({ next: 'two' }) d!: FlowNode;
  @Join({ needs: 2, next: 'after' }) two!: FlowNode;
  @View({ next: 'cancelRegion' }) trigger!: FlowNode;
  @CancelRegion({ nodes: ['two'], next: 'canceled' }) cancelRegion!: FlowNode;
  @End() canceled!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class BadRegion {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'cancel'] }) split!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @CancelRegion({ nodes: ['split'], next: 'end' }) cancel!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class ExplicitTermination {
  @StartHandler({ next: 'all' })
  start({ process }: Activation<Data>, key: string) {
    process.data.key = key;
  }
  @Split({ branches: ['b', 'c', 'child', 'later'] }) all!: FlowNode;
  @View({ next: 'terminate' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @Subprocess({ flow: Child, start: 'start', next: 'end' }) child!: FlowNode;
  @Timer({ after: '1d', next: 'end' }) later!: FlowNode;
  @TerminateEnd() terminate!: FlowNode;
  @End() end!: FlowNode;
}

/** The processes that tasks of this one have started. */
async function childrenOf(run: FlowRun, processId: string) {
  const tasks = new Set((await run.tasks(processId)).map(({ id }) => id));
  const started = run.events.filter(({ type }) => type === 'process.started');
  const processes = await Promise.all(started.map(({ processId: id }) => run.process(id ?? '')));
  return processes.filter(({ parentTaskId }) => parentTaskId !== null && tasks.has(parentTaskId));
}

const boss = {
  id: 'boss',
  permissions: ['whole-case.manage', 'whole-case.view', 'child.manage', 'child.view'],
};
let keys = 0;

onEachStore('Cancellation', (makeRun) => {
  it('WCP19 Cancel Task', async () => {
    const run = await makeRun([TwoTasks]);
    for (const status of ['NEW', 'ASSIGNED', 'STARTED']) {
      const { process } = await run.start(TwoTasks, 'start');
      if (status !== 'NEW') await run.make(process.id, 'b', 'assign', {}, 'ann');
      if (status === 'STARTED') await run.make(process.id, 'b', 'start');
      expect((await run.newest(process.id, 'b')).status).toBe(status);
      const sibling = await run.newest(process.id, 'c');
      await run.make(process.id, 'b', 'cancel');
      expect(await enabled(run, process.id)).toEqual(['c']);
      await expect(run.make(process.id, 'b', 'execute')).rejects.toThrow(TransitionNotAllowedError);
      expect(await run.newest(process.id, 'c')).toEqual(sibling);
      await run.complete(process.id, 'c');
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP20 Cancel Case', async () => {
    const run = await makeRun([WholeCase, Child]);
    const key = `wcp20-${++keys}`;
    ran = 0;
    const { process } = await run.start(WholeCase, 'start', key);
    const children = await childrenOf(run, process.id);
    expect(children.map(({ status }) => status)).toEqual(['NEW', 'NEW']);
    await run.flow(WholeCase).cancel(process.id, { user: boss });

    for (const { id } of [process, ...children]) {
      expect(await run.process(id)).toMatchObject({ status: 'CANCELED' });
      const tasks = await run.tasks(id);
      expect(
        tasks.filter((task) => task.live || task.scheduledAt !== null || task.externalId !== null),
      ).toEqual([]);
      expect(tasks.filter(({ status }) => !['DONE', 'CANCELED'].includes(status))).toEqual([]);
    }
    // what comes late does nothing
    const history = await run.history(process.id);
    await run.advance('7d');
    await expect(run.messages.send('case', key, undefined)).rejects.toThrow(NobodyWaitsError);
    expect(ran).toBe(0);
    expect(await run.history(process.id)).toEqual(history);
    const told = run.events.find(
      ({ type, processId }) => type === 'process.canceled' && processId === process.id,
    );
    expect(told).toMatchObject({ actor: 'boss' });
    await expect(run.flow(WholeCase).cancel(process.id)).rejects.toThrow(TransitionNotAllowedError);
  });

  it('WCP25 Cancel Region', async () => {
    const run = await makeRun([Region]);
    const { process } = await run.start(Region, 'start');
    await run.complete(process.id, 'b1');
    expect((await enabled(run, process.id)).sort()).toEqual(['b2', 'c1', 'd', 'trigger']);
    await run.complete(process.id, 'trigger');
    expect(await enabled(run, process.id)).toEqual(['d']);
    expect(await run.history(process.id)).toEqual(
      expect.arrayContaining(['b1 DONE', 'b2 CANCELED', 'c1 CANCELED', 'd NEW']),
    );
    // their tokens are gone: the join waits for d alone
    await run.complete(process.id, 'd');
    expect(await enabled(run, process.id)).toEqual(['after']);
    await run.complete(process.id, 'after');
    expect((await run.process(process.id)).status).toBe('DONE');

    // of what is not there nothing is withdrawn
    const other = await run.start(Region, 'start');
    await completeAll(run, other.process.id, ['trigger', 'b1']);
    expect(await enabled(run, other.process.id)).toEqual(['d', 'b2']);
  });

  it('WCP25 Cancel Region takes what has arrived at a join', async () => {
    const run = await makeRun([RegionWithAJoin]);
    const { process } = await run.start(RegionWithAJoin, 'start');
    await completeAll(run, process.id, ['b', 'trigger', 'c']);
    expect(await enabled(run, process.id)).toEqual(['d']);
    await run.complete(process.id, 'd');
    expect(await enabled(run, process.id)).toEqual(['after']);
  });

  it('WCP43 Explicit Termination', async () => {
    const run = await makeRun([ExplicitTermination, Child]);
    const { process } = await run.start(ExplicitTermination, 'start', `wcp43-${++keys}`);
    const [child] = await childrenOf(run, process.id);
    await run.complete(process.id, 'b');
    expect((await run.process(process.id)).status).toBe('DONE');
    expect((await run.tasks(process.id)).filter(({ live }) => live)).toEqual([]);
    expect(await run.history(process.id)).toEqual(
      expect.arrayContaining(['c CANCELED', 'child CANCELED', 'later CANCELED', 'terminate DONE']),
    );
    expect(await run.process(child!.id)).toMatchObject({ status: 'CANCELED' });
    const history = await run.history(process.id);
    await run.advance('7d');
    expect(await run.history(process.id)).toEqual(history);
  });
});

it('a region of what waits for nothing is refused at boot', () => {
  expect(() => compileFlows([BadRegion])).toThrow(DefinitionError);
  expect(() => compileFlows([BadRegion])).toThrow(/'cancel' cancels 'split', which waits for nothing/);
});
