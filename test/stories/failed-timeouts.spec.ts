import {
  End,
  Flow,
  Join,
  MessageCatch,
  SignalCatch,
  Split,
  StartHandler,
  Timer,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { onEachStore } from '../support/stores.js';

class Data {}

/** What the code of the flows that wait is broken with. */
const broken = { by: undefined as string | undefined };

function after(): string {
  if (broken.by !== undefined) throw new Error(broken.by);
  return '3d';
}

@Flow({ data: Data })
class Asking {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['approve', 'file'] }) split!: FlowNode;
  @View({ next: 'join', onTimeout: { after, then: 'escalated' } }) approve!: FlowNode;
  @View({ next: 'join' }) file!: FlowNode;
  @View({ next: 'join' }) escalated!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Catching {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['pause', 'paid'] }) split!: FlowNode;
  @Timer({ after, next: 'join' }) pause!: FlowNode;
  @MessageCatch({ name: 'paid', key: () => after(), next: 'join' }) paid!: FlowNode;
  @Join({ next: 'opened' }) join!: FlowNode;
  @SignalCatch({ name: 'opened', next: 'end' })
  opened(_activation: Activation<Data>) {
    after();
  }
  @End() end!: FlowNode;
}

const TIMEOUT = 'approve:timeout';

/** A process whose timeout could not be armed. */
async function asking(run: FlowRun): Promise<string> {
  broken.by = 'No calendar';
  const { process } = await run.start(Asking, 'start', undefined, { failures: 'keep' });
  broken.by = undefined;
  return process.id;
}

const standing = async (run: FlowRun, id: string) => (await run.newest(id, TIMEOUT)).status;

onEachStore('A timeout that has failed', (makeRun) => {
  afterEach(() => (broken.by = undefined));

  it('B52 is live, has what a failure has, and its task waits on', async () => {
    const run = await makeRun([Asking]);
    const id = await asking(run);
    expect(await run.newest(id, TIMEOUT)).toMatchObject({
      status: 'ERROR',
      live: true,
      error: { message: 'No calendar' },
    });
    expect(await run.waiting(id)).toEqual(['approve', TIMEOUT, 'file']);
    await run.with(id, TIMEOUT, {}, async (activation) => {
      expect(await activation.allowedTransitions()).toEqual(['cancel', 'retry', 'skip']);
    });
  });

  it('B52 is armed anew by a retry, which may fail again', async () => {
    const run = await makeRun([Asking]);
    const id = await asking(run);
    broken.by = 'Still no calendar';
    await run.make(id, TIMEOUT, 'retry');
    expect(await run.newest(id, TIMEOUT)).toMatchObject({ status: 'ERROR', live: true, attempts: 2 });
    broken.by = undefined;
    await run.make(id, TIMEOUT, 'retry');
    expect(await run.newest(id, TIMEOUT)).toMatchObject({ status: 'SCHEDULED', live: false, error: null });
    await run.with(id, TIMEOUT, {}, async (activation) => {
      expect(await activation.allowedTransitions()).toEqual([]);
    });
    await run.advance('3d');
    expect(await run.waiting(id)).toEqual(['file', 'escalated']);
  });

  it('B52 begins its path when it is skipped', async () => {
    const run = await makeRun([Asking]);
    const id = await asking(run);
    await run.make(id, TIMEOUT, 'skip');
    expect((await run.newest(id, 'approve')).status).toBe('CANCELED');
    expect(await run.waiting(id)).toEqual(['file', 'escalated']);
    await run.complete(id, 'escalated');
    await run.complete(id, 'file');
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('B52 leaves its task without a timeout when it is cancelled', async () => {
    const run = await makeRun([Asking]);
    const id = await asking(run);
    await run.make(id, TIMEOUT, 'cancel');
    expect(await standing(run, id)).toBe('CANCELED');
    expect(await run.waiting(id)).toEqual(['approve', 'file']);
  });

  it.each([['approve'], ['file']])(
    'B42 B48 B57 holds up neither join nor process once its task has ended: %s first',
    async (first) => {
      const run = await makeRun([Asking]);
      const id = await asking(run);
      await run.complete(id, first);
      await run.complete(id, first === 'file' ? 'approve' : 'file');
      expect(await run.newest(id, TIMEOUT)).toMatchObject({ status: 'CANCELED', live: false });
      expect((await run.process(id)).status).toBe('DONE');
      expect(await run.waiting(id)).toEqual([]);
    },
  );

  it('B57 B67 goes with its task and with the process when they are cancelled', async () => {
    const run = await makeRun([Asking]);
    const one = await asking(run);
    await run.make(one, 'approve', 'cancel');
    expect(await run.newest(one, TIMEOUT)).toMatchObject({ status: 'CANCELED', live: false });
    const other = await asking(run);
    await run.flow(Asking).cancel(other);
    expect(await run.newest(other, TIMEOUT)).toMatchObject({ status: 'CANCELED', live: false });
  });

  it('B64 does not keep its task from being undone', async () => {
    const run = await makeRun([Asking]);
    const id = await asking(run);
    await run.complete(id, 'approve');
    await run.make(id, 'join', 'cancel');
    await run.make(id, 'approve', 'undo');
    expect((await run.newest(id, 'approve')).status).toBe('CANCELED');
  });
});

onEachStore('What waits and has failed', (makeRun) => {
  afterEach(() => (broken.by = undefined));

  it('B29 is tried again: a timer is armed, a message and a signal are waited for', async () => {
    const run = await makeRun([Catching]);
    broken.by = 'No calendar';
    const { id } = (await run.start(Catching, 'start', undefined, { failures: 'keep' })).process;
    expect((await run.newest(id, 'pause')).status).toBe('ERROR');
    expect((await run.newest(id, 'paid')).status).toBe('ERROR');
    broken.by = undefined;
    await run.make(id, 'pause', 'retry');
    await run.make(id, 'paid', 'retry');
    expect(await run.message('paid', '3d')).toBe('taken');
    await run.advance('3d');
    expect(await run.waiting(id)).toEqual(['opened']);
    broken.by = 'No shop';
    await run.signal('opened');
    expect((await run.newest(id, 'opened')).status).toBe('ERROR');
    broken.by = undefined;
    await run.make(id, 'opened', 'retry');
    await run.signal('opened');
    expect((await run.process(id)).status).toBe('DONE');
  });
});
