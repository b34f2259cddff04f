import {
  End,
  Flow,
  ForbiddenError,
  InputInvalidError,
  RequestUserAccess,
  Split,
  StartHandler,
  TransitionNotAllowedError,
  View,
  type AccessSubject,
  type Activation,
  type FlowClass,
  type FlowNode,
  type Task,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { onEachStore } from '../support/stores.js';

class Order {
  customer = '';
  skill = '';
  chosen = '';
}

const CLERKS = ['ann', 'bob', 'cy'];
const SKILLS: Record<string, string> = { french: 'bob', law: 'cy' };
const BOSSES: Record<string, string> = { ann: 'bob', bob: 'cy' };

/** How work is given out: one node for each pattern, each started on its own. */
@Flow({ data: Order })
class Office {
  @StartHandler({ next: 'all' })
  start({ process }: Activation<Order>, order: Partial<Order>) {
    Object.assign(process.data, order);
  }
  @Split({ branches: ['direct', 'roleBased', 'deferred', 'capability', 'organisational', 'random'] })
  all!: FlowNode;

  @View({ assign: 'ann', next: 'end' }) direct!: FlowNode;
  @View({ permission: 'orders.check', next: 'end' }) roleBased!: FlowNode;
  @View({ assign: ({ process }: Activation<Order>) => process.data.chosen, next: 'end' }) deferred!: FlowNode;
  @View({ assign: ({ process }: Activation<Order>) => SKILLS[process.data.skill], next: 'end' })
  capability!: FlowNode;
  @View({ assign: ({ process }: Activation<Order>) => BOSSES[process.data.chosen], next: 'end' })
  organisational!: FlowNode;
  @View({ assign: () => CLERKS[Math.floor(Math.random() * CLERKS.length)], next: 'end' }) random!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class Experienced {
  @StartHandler({ next: 'check' }) start!: FlowNode;
  @View({ permission: 'experienced.view', next: 'again' }) check!: FlowNode;
  @View({
    assign: async (activation: Activation<Order>) =>
      (await activation.experience(CLERKS, { node: 'check' }))[0]?.user,
    next: 'end',
  })
  again!: FlowNode;
  @End() end!: FlowNode;
}

/** Who did the first step does them all; only the last is for somebody else, whoever had it for them included. */
@Flow({ data: Order })
class CaseFlow {
  @StartHandler({ next: 'open' }) start!: FlowNode;
  @View({ permission: 'case.work', next: 'work' }) open!: FlowNode;
  @View({ assign: (activation: Activation<Order>) => activation.ownerOf('open'), next: 'close' })
  work!: FlowNode;
  @View({ assign: (activation: Activation<Order>) => activation.ownerOf('open'), next: 'approve' })
  close!: FlowNode;
  @View({
    permission: async (activation: Activation<Order>) => ({
      permission: 'case.work',
      except: await activation.ownerOf('open'),
    }),
    next: 'end',
  })
  approve!: FlowNode;
  @End() end!: FlowNode;
}

let closed = false;

@Flow({ data: Order })
class RoundRobin {
  @StartHandler({ next: 'serve' })
  start({ process }: Activation<Order>, customer: string) {
    process.data.customer = customer;
  }
  @View({
    assign: (activation: Activation<Order>) => activation.inTurn(activation.process.data.customer, CLERKS),
    onCreate: () => {
      if (closed) throw new Error('closed');
    },
    next: 'end',
  })
  serve!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class ShortestQueue {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: [{ to: 'serve', times: 4 }] }) split!: FlowNode;
  @View({
    assign: async (activation: Activation<Order>) =>
      (await activation.workload(CLERKS, { node: 'serve' }))[0]?.user,
    next: 'end',
  })
  serve!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class Escalating {
  @StartHandler({ next: 'serve' }) start!: FlowNode;
  @View({ assign: 'ann', next: 'end', onTimeout: { after: '1d', then: 'boss' } }) serve!: FlowNode;
  @View({ assign: 'bob', next: 'end', onTimeout: { after: '2d', then: 'director' } }) boss!: FlowNode;
  @View({ assign: 'cy', next: 'end' }) director!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class Skipping {
  @StartHandler({ next: 'survey' }) start!: FlowNode;
  @View({ skippable: true, permission: 'skipping.view', next: 'must' }) survey!: FlowNode;
  @View({ permission: 'skipping.view', next: 'end' }) must!: FlowNode;
  @End() end!: FlowNode;
}

/** Whoever has packed goes on to load, which is begun for them at once. */
@Flow({ data: Order })
class Chained {
  @StartHandler({ next: 'pack' }) start!: FlowNode;
  @View({ permission: 'chained.view', next: 'load' }) pack!: FlowNode;
  @View({
    permission: 'chained.view',
    assign: ({ user }: Activation<Order>) => user,
    onCreate: ({ start }: Activation<Order>) => start(),
    next: 'end',
  })
  load!: FlowNode;
  @End() end!: FlowNode;
}

/** Whoever is at packing gets what else is to be packed, up to three at a time; then it is the next one's. */
@Flow({ data: Order })
class Piled {
  @StartHandler({ next: 'pack' }) start!: FlowNode;
  @View({
    assign: async (activation: Activation<Order>) =>
      (await activation.workload(CLERKS, { node: 'pack' })).findLast(({ tasks }) => tasks > 0 && tasks < 3)
        ?.user,
    next: 'end',
  })
  pack!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Order })
class Limited {
  @StartHandler({ next: 'serve' }) start!: FlowNode;
  @View({
    permission: 'limited.view',
    assign: async (activation: Activation<Order>) =>
      (await activation.workload(['ann', 'bob'], { node: 'serve' })).find(({ tasks }) => tasks < 2)?.user,
    next: 'end',
  })
  serve!: FlowNode;
  @End() end!: FlowNode;
}

const USERS = new Map(
  [...CLERKS, 'dan'].map((id) => [
    id,
    {
      id,
      permissions: [
        'office.view',
        'case.work',
        'case.view',
        'experienced.view',
        'skipping.view',
        'chained.view',
        'limited.view',
      ],
    },
  ]),
);
const user = (id: string) => USERS.get(id)!;
const boss = {
  id: 'boss',
  permissions: ['case.manage', 'case.work', 'skipping.manage', 'skipping.view', 'orders.check'],
};

class StaffAccess extends RequestUserAccess {
  override find(id: string) {
    return USERS.get(id);
  }
}

/** Nobody takes a third task: a line of the policy, which is asked whenever a task is taken. */
class LimitingAccess extends StaffAccess {
  readonly inHand = new Map<string, number>();

  override can(
    who: { id: string; permissions?: readonly string[] },
    permission: string,
    subject?: AccessSubject,
  ) {
    return super.can(who, permission) && !(subject?.task && (this.inHand.get(who.id) ?? 0) >= 2);
  }
}

onEachStore('Resource patterns', (makeRun) => {
  const make = (...flows: FlowClass[]) => makeRun(flows, { access: new StaffAccess() });
  const owners = (tasks: readonly Task[]) => tasks.map(({ owner }) => owner);
  const startMany = async (run: FlowRun, flow: FlowClass, count: number) => {
    const tasks: Task[] = [];
    for (let i = 0; i < count; i++) {
      const { process } = await run.start(flow as FlowClass<Piled>, 'start');
      tasks.push((await run.tasks(process.id)).at(-1)!);
    }
    return tasks;
  };

  it('direct, role-based, deferred, capability-based, organisational and random allocation', async () => {
    const run = await make(Office);
    const { process } = await run.start(Office, 'start', { skill: 'law', chosen: 'ann' });
    expect(await run.newest(process.id, 'direct')).toMatchObject({ owner: 'ann', status: 'ASSIGNED' });
    expect(await run.newest(process.id, 'roleBased')).toMatchObject({
      owner: null,
      permission: 'orders.check',
    });
    await expect(run.make(process.id, 'roleBased', 'assign', { user: user('ann') })).rejects.toThrow(
      ForbiddenError,
    );
    await run.make(process.id, 'roleBased', 'assign', { user: boss });
    expect(await run.newest(process.id, 'deferred')).toMatchObject({ owner: 'ann' });
    expect(await run.newest(process.id, 'capability')).toMatchObject({ owner: 'cy' });
    expect(await run.newest(process.id, 'organisational')).toMatchObject({ owner: 'bob' });
    expect(CLERKS).toContain((await run.newest(process.id, 'random')).owner);
  });

  it('history-based allocation: whoever did it most', async () => {
    const run = await make(Experienced);
    for (const who of ['ann', 'bob', 'bob']) {
      const { process } = await run.start(Experienced, 'start');
      await run.complete(process.id, 'check', undefined, user(who));
    }
    const { process } = await run.start(Experienced, 'start');
    await run.complete(process.id, 'check', undefined, user('cy'));
    expect(await run.newest(process.id, 'again')).toMatchObject({ owner: 'bob' });
  });

  it('case handling, retaining the familiar, and separation of duties through delegation and one by one', async () => {
    const run = await make(CaseFlow);
    const { process } = await run.start(CaseFlow, 'start');
    // ann has bob do it for her, and confirms it
    await run.make(process.id, 'open', 'assign', { user: user('ann') });
    await run.make(process.id, 'open', 'delegate', { user: user('ann') }, 'bob');
    await run.make(process.id, 'open', 'execute', { user: user('bob') });
    await run.make(process.id, 'open', 'execute', { user: user('ann') });
    for (const node of ['work', 'close']) {
      expect(await run.newest(process.id, node)).toMatchObject({ owner: 'ann' });
      await run.complete(process.id, node, undefined, user('ann'));
    }
    const approve = await run.newest(process.id, 'approve');
    for (const excluded of ['ann', 'bob']) {
      await expect(
        run.executor.activate(approve.id, { user: user(excluded) }, ({ assign }) => assign()),
      ).rejects.toThrow(/duties are separated/);
    }
    await run.make(process.id, 'approve', 'assign', { user: user('cy') });
    for (const by of ['delegate', 'reassign'] as const) {
      await expect(run.make(process.id, 'approve', by, { user: user('cy') }, 'ann')).rejects.toThrow(
        InputInvalidError,
      );
    }
    await run.complete(process.id, 'approve', undefined, user('cy'));
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('offered to many, taken by one', async () => {
    const run = await make(CaseFlow);
    const { process } = await run.start(CaseFlow, 'start');
    const claims = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        run.make(process.id, 'open', 'assign', { user: { id: `u${i}`, permissions: ['case.work'] } }),
      ),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('B22 round robin is fair, also under concurrent starts, and no turn is lost to a start that fails', async () => {
    const run = await make(RoundRobin);
    const name = `robin-${Math.random().toString(36).slice(2)}`;
    const serve = async () => {
      const { process } = await run.start(RoundRobin, 'start', name);
      return run.newest(process.id, 'serve');
    };
    expect(owners([await serve(), await serve(), await serve(), await serve()])).toEqual([
      'ann',
      'bob',
      'cy',
      'ann',
    ]);
    closed = true;
    await expect(serve()).rejects.toThrow('closed');
    closed = false;
    expect(owners([await serve(), await serve()])).toEqual(['bob', 'cy']);
    const at = await Promise.all(Array.from({ length: 9 }, serve));
    const counts = CLERKS.map((clerk) => at.filter(({ owner }) => owner === clerk).length);
    expect(counts).toEqual([3, 3, 3]);
  });

  it('shortest queue, counting what is given out in the same transaction', async () => {
    const run = await make(ShortestQueue);
    const before = new Map(CLERKS.map((clerk) => [clerk, 0]));
    const { process } = await run.start(ShortestQueue, 'start');
    const tasks = (await run.tasks(process.id)).filter(({ node }) => node === 'serve');
    expect(owners(tasks)).toEqual(['ann', 'bob', 'cy', 'ann']);
    for (const { owner } of tasks) before.set(owner!, before.get(owner!)! + 1);
    await run.completeTask(tasks[0]!.id);
    await run.completeTask(tasks[3]!.id);
    // ann has none left, the others have one each
    const next = await run.start(ShortestQueue, 'start');
    const more = (await run.tasks(next.process.id)).filter(({ node }) => node === 'serve');
    expect(owners(more)).toEqual(['ann', 'ann', 'bob', 'cy']);
    for (const { id } of [...tasks.slice(1, 3), ...more]) await run.completeTask(id);
  });

  it('delegation with return, reassigning while started, back to the queue with the draft kept', async () => {
    const run = await make(CaseFlow);
    const { process } = await run.start(CaseFlow, 'start');
    const act = (
      who: string,
      transition: 'assign' | 'start' | 'unassign' | 'delegate' | 'reassign' | 'saveDraft' | 'execute',
      ...args: unknown[]
    ) => run.make(process.id, 'open', transition, { user: user(who) }, ...args);
    await act('ann', 'assign');
    await act('ann', 'delegate', 'bob');
    await act('bob', 'execute');
    expect(await run.newest(process.id, 'open')).toMatchObject({ owner: 'ann', status: 'ASSIGNED' });
    await act('ann', 'start');
    await act('ann', 'saveDraft', { text: 'half' });
    await act('ann', 'reassign', 'cy');
    expect(await run.newest(process.id, 'open')).toMatchObject({
      owner: 'cy',
      status: 'ASSIGNED',
      startedAt: null,
    });
    await expect(act('ann', 'execute')).rejects.toThrow(ForbiddenError);
    await act('cy', 'unassign');
    expect(await run.newest(process.id, 'open')).toMatchObject({
      owner: null,
      status: 'NEW',
      draft: { text: 'half' },
    });
  });

  it('escalation, level by level', async () => {
    const run = await make(Escalating);
    const { process } = await run.start(Escalating, 'start');
    const waiting = async () =>
      (await run.tasks(process.id)).filter(({ live }) => live).map(({ node, owner }) => [node, owner]);
    expect(await waiting()).toEqual([['serve', 'ann']]);
    await run.advance('1d');
    expect(await waiting()).toEqual([['boss', 'bob']]);
    await run.advance('2d');
    expect(await waiting()).toEqual([['director', 'cy']]);
  });

  it('skip: an owner passes over what may be passed over', async () => {
    const run = await make(Skipping);
    const { process } = await run.start(Skipping, 'start');
    await run.make(process.id, 'survey', 'assign', { user: user('ann') });
    await expect(run.make(process.id, 'survey', 'skip', { user: user('bob') })).rejects.toThrow(
      ForbiddenError,
    );
    await run.make(process.id, 'survey', 'skip', { user: user('ann') });
    expect((await run.newest(process.id, 'survey')).status).toBe('DONE');
    expect(run.events.map(({ type }) => type)).toContain('task.skipped');
    await run.make(process.id, 'must', 'assign', { user: user('ann') });
    await expect(run.make(process.id, 'must', 'skip', { user: user('ann') })).rejects.toThrow(
      TransitionNotAllowedError,
    );
    await expect(run.make(process.id, 'must', 'skip', { user: boss })).rejects.toThrow(
      TransitionNotAllowedError,
    );
  });

  it('redo: what is done is undone and made anew', async () => {
    const run = await make(Skipping);
    const { process } = await run.start(Skipping, 'start');
    await run.complete(process.id, 'survey', undefined, user('ann'));
    await run.make(process.id, 'must', 'cancel', { user: boss });
    await run.make(process.id, 'survey', 'undo', { user: boss });
    await run.make(process.id, 'survey', 'revive', { user: boss });
    await run.complete(process.id, 'survey', undefined, user('bob'));
    await run.complete(process.id, 'must', undefined, user('bob'));
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('chained execution: the next task of the case is begun for whoever has done the one before', async () => {
    const run = await make(Chained);
    const { process } = await run.start(Chained, 'start');
    await run.complete(process.id, 'pack', undefined, user('bob'));
    expect(await run.newest(process.id, 'load')).toMatchObject({ owner: 'bob', status: 'STARTED' });
    await run.complete(process.id, 'load', undefined, user('bob'));
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('piled execution: whoever is at it gets more of it, up to a limit', async () => {
    const run = await make(Piled);
    const [first] = await startMany(run, Piled, 1);
    expect(first!.owner).toBeNull();
    await run.executor.activate(first!.id, {}, ({ assign }) => assign('cy'));
    expect(owners(await startMany(run, Piled, 3))).toEqual(['cy', 'cy', null]);
  });

  it('a limit on the work in progress of one person, given out or taken', async () => {
    const access = new LimitingAccess();
    const run = await makeRun([Limited], { access });
    const tasks = await startMany(run, Limited, 5);
    expect(owners(tasks)).toEqual(['ann', 'bob', 'ann', 'bob', null]);
    access.inHand.set('ann', 2);
    const last = tasks[4]!;
    const take = (who: string) =>
      run.executor.activate(last.id, { user: user(who) }, ({ assign }) => assign());
    await expect(take('ann')).rejects.toThrow(ForbiddenError);
    access.inHand.set('ann', 1);
    await take('ann');
  });
});
