import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';
import {
  End,
  Flow,
  ForbiddenError,
  InputInvalidError,
  Join,
  ManualTask,
  NotFoundError,
  Split,
  Start,
  TransitionNotAllowedError,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Leave {
  @IsString() @Length(1, 20) reason!: string;
  @IsBoolean() @IsOptional() approved?: boolean;
  seen?: string;
}
class Ask {
  @IsString() @Length(1, 20) reason!: string;
}
class Decide {
  @IsBoolean() approved!: boolean;
}

@Flow({ data: Leave })
class LeaveFlow {
  @Start({ form: Ask, permission: 'leave.ask', next: 'approve' }) ask!: FlowNode<Ask>;
  @View({
    form: Decide,
    next: 'handOver',
    permission: ({ task }: Activation<Leave>) => ({
      permission: 'leave.approve',
      except: task.owner ?? 'boss',
    }),
    onCreate: ({ process, task }: Activation<Leave>) => {
      process.data.seen = `${process.data.seen ?? ''}${task.node} `;
    },
  })
  approve!: FlowNode<Decide>;
  @ManualTask({ next: 'end', assign: (activation: Activation<Leave>) => activation.ownerOf('ask') })
  handOver!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Leave })
class TwoReviews {
  @Start({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['left', 'right'] }) split!: FlowNode;
  @View({ next: 'leftAgain' }) left!: FlowNode;
  @View({ next: 'rightAgain' }) right!: FlowNode;
  @View({ next: 'join', assign: (activation: Activation<Leave>) => activation.ownerOf('left') })
  leftAgain!: FlowNode;
  @View({ next: 'join', assign: (activation: Activation<Leave>) => activation.ownerOf('right') })
  rightAgain!: FlowNode;
  @Join({ next: 'after' }) join!: FlowNode;
  @View({ next: 'end', assign: (activation: Activation<Leave>) => activation.ownerOf('leftAgain') })
  after!: FlowNode;
  @End() end!: FlowNode;
}

const ann = { id: 'ann', permissions: ['leave.ask', 'leave.view'] };
const bob = { id: 'bob', permissions: ['leave.approve'] };
const cy = { id: 'cy', permissions: ['leave.approve'] };
const boss = { id: 'boss', permissions: ['leave.approve', 'leave.manage'] };

onEachStore("People's tasks", (makeRun) => {
  async function asked() {
    const run = await makeRun([LeaveFlow]);
    const { process } = await run.start(LeaveFlow, 'ask', { reason: 'rest' }, { user: ann });
    return { run, id: process.id };
  }

  it('B12 copies a valid start form into the data; an invalid one stores nothing', async () => {
    const { run, id } = await asked();
    expect((await run.process(id)).data).toMatchObject({ reason: 'rest' });
    const before = run.events.length;
    const error = await run
      .start(LeaveFlow, 'ask', { reason: '', extra: 1 } as never)
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputInvalidError);
    expect((error as InputInvalidError).errors?.map(({ field }) => field).sort()).toEqual([
      'extra',
      'reason',
    ]);
    expect(run.events).toHaveLength(before);
  });

  it('B16 B20 makes a task NEW with its permission, and calls onCreate once', async () => {
    const { run, id } = await asked();
    expect(await run.newest(id, 'approve')).toMatchObject({
      status: 'NEW',
      owner: null,
      permission: 'leave.approve',
    });
    expect((await run.process(id)).data).toMatchObject({ seen: 'approve ' });
  });

  it('B17 NEW: assigned by those who may, executed by nobody', async () => {
    const { run, id } = await asked();
    await expect(run.make(id, 'approve', 'execute', { user: bob }, { approved: true })).rejects.toThrow(
      TransitionNotAllowedError,
    );
    await expect(run.make(id, 'approve', 'assign', { user: ann })).rejects.toThrow(ForbiddenError);
    await run.make(id, 'approve', 'assign', { user: bob });
    expect(await run.newest(id, 'approve')).toMatchObject({ status: 'ASSIGNED', owner: 'bob' });
  });

  it('B17 ASSIGNED: only the owner executes; owner and manager may put it back', async () => {
    const { run, id } = await asked();
    await run.make(id, 'approve', 'assign', { user: bob });
    await expect(run.make(id, 'approve', 'execute', { user: cy }, { approved: true })).rejects.toThrow(
      ForbiddenError,
    );
    await expect(run.make(id, 'approve', 'unassign', { user: cy })).rejects.toThrow(ForbiddenError);
    await run.make(id, 'approve', 'unassign', { user: boss });
    await run.make(id, 'approve', 'assign', { user: cy });
    await run.make(id, 'approve', 'unassign', { user: cy });
    expect(await run.newest(id, 'approve')).toMatchObject({ status: 'NEW', owner: null });
  });

  it('B17 refuses to reassign to someone who lacks the permission', async () => {
    const { run, id } = await asked();
    await run.make(id, 'approve', 'assign', { user: bob });
    await expect(run.make(id, 'approve', 'reassign', { user: bob }, 'ann')).rejects.toMatchObject({
      code: 'input-invalid',
      errors: [{ field: 'user', messages: ['user must be somebody who may have the task'] }],
    });
    await run.make(id, 'approve', 'reassign', { user: bob }, cy);
    expect(await run.newest(id, 'approve')).toMatchObject({ status: 'ASSIGNED', owner: 'cy' });
  });

  it('B22 separates duties: an excluded user may not take the task, nor be given it', async () => {
    const { run, id } = await asked();
    expect((await run.newest(id, 'approve')).excluded).toEqual(['boss']);
    await expect(run.make(id, 'approve', 'assign', { user: boss })).rejects.toThrow(/duties are separated/);
    await run.make(id, 'approve', 'assign', { user: bob });
    await expect(run.make(id, 'approve', 'reassign', { user: boss }, boss)).rejects.toThrow(
      /duties are separated/,
    );
  });

  it('B18 B16 runs on in the same transaction, to the task assigned to the owner of an earlier step', async () => {
    const { run, id } = await asked();
    await run.complete(id, 'approve', { approved: true }, bob);
    expect((await run.process(id)).data).toMatchObject({ approved: true });
    expect(await run.newest(id, 'handOver')).toMatchObject({ status: 'ASSIGNED', owner: 'ann' });
  });

  it('B26 a manual task is confirmed done without a form', async () => {
    const { run, id } = await asked();
    await run.complete(id, 'approve', { approved: true }, bob);
    await run.complete(id, 'handOver', undefined, ann);
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('B19 refuses to execute a finished task, and says who finished it', async () => {
    const { run, id } = await asked();
    await run.complete(id, 'approve', { approved: true }, bob);
    await expect(run.make(id, 'approve', 'execute', { user: bob }, { approved: false })).rejects.toThrow(
      /DONE by 'bob'/,
    );
    expect((await run.process(id)).data).toMatchObject({ approved: true });
  });

  it('B24 keeps a draft unvalidated, through unassigning', async () => {
    const { run, id } = await asked();
    await run.make(id, 'approve', 'assign', { user: bob });
    await run.make(id, 'approve', 'saveDraft', { user: bob }, { approved: 'perhaps' });
    await run.make(id, 'approve', 'unassign', { user: bob });
    expect(await run.newest(id, 'approve')).toMatchObject({ status: 'NEW', draft: { approved: 'perhaps' } });
  });

  it('B18 an invalid form changes nothing', async () => {
    const { run, id } = await asked();
    await run.make(id, 'approve', 'assign', { user: bob });
    await expect(run.make(id, 'approve', 'execute', { user: bob }, { approved: 'yes' })).rejects.toThrow(
      InputInvalidError,
    );
    expect(await run.newest(id, 'approve')).toMatchObject({ status: 'ASSIGNED' });
  });

  it("B23 'owner of step x' is that of this token's own path, not the newest in the process", async () => {
    const run = await makeRun([TwoReviews]);
    const { process } = await run.start(TwoReviews, 'start');
    const may = (id: string) => ({ id, permissions: ['two-reviews.view'] });
    await run.complete(process.id, 'left', undefined, may('lea'));
    await run.complete(process.id, 'right', undefined, may('ron'));
    expect(await run.newest(process.id, 'leftAgain')).toMatchObject({ owner: 'lea' });
    expect(await run.newest(process.id, 'rightAgain')).toMatchObject({ owner: 'ron' });
  });

  it("B23 'owner of step x' looks back through a join, whichever branch has arrived last", async () => {
    for (const order of [
      ['left', 'right'],
      ['right', 'left'],
    ]) {
      const run = await makeRun([TwoReviews]);
      const { process } = await run.start(TwoReviews, 'start');
      for (const step of order) {
        const user = { id: `${step}-owner`, permissions: ['two-reviews.view'] };
        await run.complete(process.id, step, undefined, user);
        await run.complete(process.id, `${step}Again`, undefined, user);
      }
      expect(await run.newest(process.id, 'after')).toMatchObject({ owner: 'left-owner' });
    }
  });

  it('B21 a task of another flow or process is not found', async () => {
    const { run, id } = await asked();
    const task = await run.newest(id, 'approve');
    const find = (options: object) => run.executor.activate(task.id, options, () => 'found');
    expect(await find({ processId: id, node: 'approve', flow: run.registry.of(LeaveFlow) })).toBe('found');
    await expect(find({ processId: task.id })).rejects.toThrow(NotFoundError);
    await expect(find({ node: 'handOver' })).rejects.toThrow(NotFoundError);
    await expect(run.executor.activate('not-an-id', {}, () => 'found')).rejects.toThrow(NotFoundError);
  });

  it('B14 two starts with one business key make one process; the second answers with the first', async () => {
    const run = await makeRun([LeaveFlow]);
    const start = () =>
      run.start(LeaveFlow, 'ask', { reason: 'rest' }, { businessKey: 'leave-1', user: ann });
    const [one, two] = [await start(), await start()];
    expect(two.process.id).toBe(one.process.id);
    expect([one.created, two.created]).toEqual([true, false]);
    expect(two.task.id).toBe(one.task.id);
  });
});
