import { IsBoolean, IsString, Length } from 'class-validator';
import {
  End,
  Flow,
  ForbiddenError,
  InputInvalidError,
  ManualTask,
  RequestUserAccess,
  Start,
  TransitionNotAllowedError,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Payment {
  @IsString() @Length(1, 20) to?: string;
  @IsBoolean() checked?: boolean;
}
class Prepare {
  @IsString() @Length(1, 20) to!: string;
}
class Check {
  @IsBoolean() checked!: boolean;
}

/** Whoever prepares a payment, by their own hands or by somebody else's, does not release it. */
@Flow({ data: Payment })
class PaymentFlow {
  @Start({ next: 'prepare' }) start!: FlowNode;
  @View({ form: Prepare, permission: 'payment.work', next: 'check' }) prepare!: FlowNode<Prepare>;
  @View({ form: Check, permission: 'payment.work', next: 'release' }) check!: FlowNode<Check>;
  @ManualTask({
    next: 'end',
    permission: async (activation: Activation<Payment>) => ({
      permission: 'payment.work',
      except: [await activation.ownerOf('prepare'), await activation.ownerOf('check')],
    }),
  })
  release!: FlowNode;
  @End() end!: FlowNode;
}

const clerk = (id: string) => ({ id, permissions: ['payment.work'] });
const [ann, bob, cy] = [clerk('ann'), clerk('bob'), clerk('cy')];
const eve = { id: 'eve', permissions: ['payment.view'] };
const boss = { id: 'boss', permissions: ['payment.work', 'payment.manage'] };

const OFFICE = new Map([ann, bob, cy, eve, boss].map((user) => [user.id, user]));

class OfficeAccess extends RequestUserAccess {
  override find(id: string) {
    return OFFICE.get(id);
  }
}

onEachStore('Owned tasks', (makeRun) => {
  async function owned() {
    const run = await makeRun([PaymentFlow], { access: new OfficeAccess() });
    const { process } = await run.start(PaymentFlow, 'start');
    const act = (node: string, transition: Parameters<typeof run.make>[2], id: string, ...args: unknown[]) =>
      run.make(process.id, node, transition, { user: OFFICE.get(id) ?? { id } }, ...args);
    await act('prepare', 'assign', 'ann');
    return { run, id: process.id, act, prepare: () => run.newest(process.id, 'prepare') };
  }
  const later = (now: Date, minutes: number) => new Date(now.getTime() + minutes * 60_000);

  it('B25 snoozes an owned task until a moment to come, and puts it back', async () => {
    const { run, act, prepare } = await owned();
    const until = later(run.clock.now(), 30);
    await expect(act('prepare', 'snooze', 'bob', until)).rejects.toThrow(ForbiddenError);
    for (const never of [
      run.clock.now(),
      later(run.clock.now(), -1),
      new Date(NaN),
      '2999-01-01',
      undefined,
    ]) {
      await expect(act('prepare', 'snooze', 'ann', never)).rejects.toThrow(InputInvalidError);
    }
    await expect(act('prepare', 'unsnooze', 'ann')).rejects.toThrow(TransitionNotAllowedError);
    await act('prepare', 'snooze', 'ann', until);
    expect(await prepare()).toMatchObject({ status: 'ASSIGNED', owner: 'ann', snoozedUntil: until });
    await act('prepare', 'unsnooze', 'ann');
    expect(await prepare()).toMatchObject({ status: 'ASSIGNED', snoozedUntil: null });
    expect(
      run.events
        .filter(({ type }) => type.endsWith('snoozed'))
        .map(({ actor, payload }) => ({ actor, payload })),
    ).toEqual([
      { actor: 'ann', payload: { until: until.toISOString() } },
      { actor: 'ann', payload: null },
    ]);
  });

  it('B25 a snoozed task needs nobody to wake it: its time comes, and nothing runs', async () => {
    const { run, act, prepare } = await owned();
    await act('prepare', 'snooze', 'ann', later(run.clock.now(), 30));
    expect(await run.advance('1h')).toBe(0);
    await expect(act('prepare', 'unsnooze', 'ann')).rejects.toThrow(/in its owner's inbox/);
    await act('prepare', 'execute', 'ann', { to: 'x' });
    expect((await prepare()).status).toBe('DONE');
  });

  it('B25 a snoozed task that changes hands is in its new owner’s inbox', async () => {
    const { run, act, prepare } = await owned();
    for (const give of ['reassign', 'delegate'] as const) {
      const { owner } = await prepare();
      await act('prepare', 'snooze', owner ?? '', later(run.clock.now(), 30));
      await act('prepare', give, owner ?? '', owner === 'ann' ? 'bob' : 'cy');
      expect(await prepare()).toMatchObject({ snoozedUntil: null });
    }
  });

  it('delegates a task with return: the delegate does it, the owner confirms it', async () => {
    const { run, id, act, prepare } = await owned();
    await act('prepare', 'delegate', 'ann', 'bob');
    expect(await prepare()).toMatchObject({ status: 'ASSIGNED', owner: 'bob', delegatedBy: 'ann' });
    await expect(act('prepare', 'execute', 'ann', { to: 'x' })).rejects.toThrow(ForbiddenError);
    await expect(act('prepare', 'execute', 'bob', { to: '' })).rejects.toThrow(InputInvalidError);
    expect(await prepare()).toMatchObject({ owner: 'bob', draft: null });

    await act('prepare', 'execute', 'bob', { to: 'x' });
    expect(await prepare()).toMatchObject({
      status: 'ASSIGNED',
      owner: 'ann',
      delegatedBy: null,
      delegates: ['bob'],
      draft: { to: 'x' },
    });
    expect(await run.waiting(id)).toEqual(['prepare']);
    expect((await run.process(id)).data).not.toHaveProperty('to');

    await act('prepare', 'execute', 'ann', { to: 'x' });
    expect(await run.waiting(id)).toEqual(['check']);
    expect(
      run.events
        .filter(({ type }) => /delegated|returned/.test(type))
        .map(({ type, actor, payload }) => [type, actor, payload]),
    ).toEqual([
      ['task.delegated', 'ann', { from: 'ann', to: 'bob' }],
      ['task.returned', 'bob', { from: 'bob', to: 'ann', done: true }],
    ]);
  });

  it('a delegated task is handed back undone by the delegate, or taken back by its owner or a manager', async () => {
    const { act, prepare } = await owned();
    await expect(act('prepare', 'handBack', 'ann')).rejects.toThrow(TransitionNotAllowedError);
    for (const user of ['bob', 'ann', 'boss']) {
      await act('prepare', 'delegate', 'ann', 'bob');
      await act('prepare', 'start', 'bob');
      await expect(act('prepare', 'handBack', 'cy')).rejects.toThrow(ForbiddenError);
      await act('prepare', 'handBack', user);
      expect(await prepare()).toMatchObject({
        status: 'ASSIGNED',
        owner: 'ann',
        delegatedBy: null,
        startedAt: null,
      });
    }
  });

  it('a delegated task is not given on, nor put into the queue, nor delegated to those who may not have it', async () => {
    const { act, prepare } = await owned();
    await expect(act('prepare', 'delegate', 'ann', 'eve')).rejects.toThrow(InputInvalidError);
    await expect(act('prepare', 'delegate', 'ann', 'ann')).rejects.toThrow(InputInvalidError);
    await expect(act('prepare', 'delegate', 'bob', 'bob')).rejects.toThrow(ForbiddenError);
    await act('prepare', 'delegate', 'ann', 'bob');
    for (const [transition, user] of [
      ['delegate', 'bob'],
      ['reassign', 'bob'],
      ['unassign', 'boss'],
    ] as const) {
      await expect(act('prepare', transition, user, 'cy')).rejects.toThrow(/hand it back first/);
    }
    expect(await prepare()).toMatchObject({ owner: 'bob', delegatedBy: 'ann' });
  });

  it('duties stay separated through delegation: neither who gave the work away nor who did it releases', async () => {
    const { run, id, act } = await owned();
    await act('prepare', 'delegate', 'ann', 'bob');
    await act('prepare', 'execute', 'bob', { to: 'x' });
    await act('prepare', 'execute', 'ann', { to: 'x' });
    await act('check', 'assign', 'boss');
    await act('check', 'execute', 'boss', { checked: true });
    expect([...((await run.newest(id, 'release')).excluded ?? [])].sort()).toEqual(['ann', 'bob', 'boss']);
    for (const user of ['ann', 'bob', 'boss']) {
      await expect(act('release', 'assign', user, user)).rejects.toThrow(/duties are separated/);
    }
    await act('release', 'assign', 'cy');
    await expect(act('release', 'delegate', 'cy', 'bob')).rejects.toThrow(/duties are separated/);
  });

  it('code delegates and executes by the same rules of state', async () => {
    const { run, id, prepare } = await owned();
    await run.make(id, 'prepare', 'delegate', {}, 'bob');
    expect(await prepare()).toMatchObject({ owner: 'bob', delegatedBy: 'ann' });
    await run.make(id, 'prepare', 'execute', {}, { to: 'x' });
    expect(await prepare()).toMatchObject({ owner: 'ann', delegatedBy: null });
  });
});
