import {
  defineNode,
  End,
  Flow,
  Handler,
  InputInvalidError,
  Job,
  Join,
  Split,
  StartHandler,
  Timer,
  View,
  type Activation,
  type CommonNodeOptions,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import { jest } from '@jest/globals';
import { onEachStore } from '../support/stores.js';

const told: string[] = [];

/** A kind of the application's own that does its work as a job, and needs no method for it. */
const tell = defineNode<CommonNodeOptions & { readonly text: string; readonly next: string }>({
  name: 'TELL',
  category: 'task',
  drawing: { outline: 'rounded' },
  bpmn: { type: 'bpmn:SendTask' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  waits: true,
  due: 'job',
  job: () => ({ attempts: 2, backoff: () => 1000, timeout: 1000 }),
  transitions: ['cancel', 'retry', 'skip'],
  create: ({ activation, schedule }) => {
    schedule(activation.now);
  },
  run({ activation, options }) {
    told.push(`${options.text}, attempt ${activation.task.attempts}`);
    if (activation.task.attempts === 1) throw new MailDown('the mail server is down');
  },
  exits: ({ options }) => [{ to: options.next }],
});

class Data {
  sent?: number;
  reminded?: number;
  note?: string;
}

class MailDown extends Error {
  readonly code = 'MAIL_DOWN';
}

/** What the world outside does, attempt by attempt. */
class World {
  calls = 0;
  answers: ('ok' | 'fail' | 'hang')[] = [];
  during: () => Promise<void> = () => Promise.resolve();

  async call(signal?: AbortSignal): Promise<void> {
    const answer = this.answers[this.calls] ?? 'ok';
    this.calls += 1;
    await this.during();
    if (answer === 'fail') throw new MailDown('the mail server is down');
    if (answer === 'hang')
      await new Promise((_, reject) =>
        signal?.addEventListener('abort', () => {
          reject(signal.reason as Error);
        }),
      );
  }
}

@Flow({ data: Data })
class Announced {
  @StartHandler({ next: 'approve' }) start!: FlowNode;
  @View({ next: 'again' }) approve!: FlowNode;
  @Job({ next: 'tell' })
  async again(activation: Activation<Data>) {
    activation.process.data.note = `approved by ${(await activation.ownerOf('approve')) ?? 'nobody'}`;
  }
  @tell({ text: 'approved', next: 'end' }) tell!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Mailing {
  constructor(readonly world: World) {}
  @StartHandler({ next: 'send' }) start!: FlowNode;
  @Job({ next: 'after', attempts: 3, backoff: { exponential: '10s' } })
  async send({ process, signal }: Activation<Data>) {
    await this.world.call(signal);
    process.data.sent = (process.data.sent ?? 0) + 1;
  }
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Impatient extends Mailing {
  @Job({ next: 'after', attempts: 3, backoff: { exponential: '10s' }, timeout: '50ms' })
  override send(activation: Activation<Data>) {
    return super.send(activation);
  }
}

@Flow({ data: Data })
class Caught {
  constructor(readonly world: World) {}
  @StartHandler({ next: 'send' }) start!: FlowNode;
  @Job({
    next: 'end',
    attempts: 1,
    onError: [
      { code: 'OTHER', then: 'end' },
      { type: MailDown, then: 'recover' },
    ],
  })
  async send() {
    await this.world.call();
  }
  @View({ next: 'end' }) recover!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class CaughtAtOnce {
  constructor(readonly world: World) {}
  @StartHandler({ next: 'write' }) start!: FlowNode;
  @Handler({ next: 'end', onError: { code: 'MAIL_DOWN', then: 'recover' } })
  async write({ process }: Activation<Data>) {
    process.data.note = 'half written';
    await this.world.call();
  }
  @View({ next: 'end' }) recover!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Approval {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['approve', 'file'] }) split!: FlowNode;
  @View({
    next: 'join',
    onTimeout: [
      { after: '1d', then: 'remind', interrupting: false },
      { after: '3d', then: 'escalated' },
    ],
  })
  approve!: FlowNode;
  @Handler({ next: 'reminded' })
  remind({ process }: Activation<Data>) {
    process.data.reminded = (process.data.reminded ?? 0) + 1;
  }
  @View({ next: 'join' }) reminded!: FlowNode;
  @View({ next: 'join' }) escalated!: FlowNode;
  @View({ next: 'join' }) file!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Waiting {
  @StartHandler({ next: 'pause' }) start!: FlowNode;
  @Timer({ after: '2h', next: 'until' }) pause!: FlowNode;
  @Timer({ at: ({ now }: Activation<Data>) => new Date(now.getTime() + 3_600_000), next: 'end' })
  until!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class BadOwner {
  @StartHandler({ next: 'pause' }) start!: FlowNode;
  @Timer({ after: '1h', next: 'decide' }) pause!: FlowNode;
  @View({
    next: 'end',
    assign: () => {
      throw new Error('no such department');
    },
  })
  decide!: FlowNode;
  @End() end!: FlowNode;
}

/** A job, and after it a node that fails: in its own code, or because of what it gives to others. */
@Flow({ data: Data })
class Followed {
  @StartHandler({ next: 'send' }) start!: FlowNode;
  @Job({ next: 'book' })
  send({ process }: Activation<Data>) {
    process.data.sent = 1;
  }
  @Handler({ next: 'end' })
  book({ process }: Activation<Data>) {
    process.data.note = 'half booked';
    throw broken.with;
  }
  @End() end!: FlowNode;
}
const broken = { with: new Error('the books are closed') };

@Flow({ data: Data })
class Undecided {
  @StartHandler({ next: 'send' }) start!: FlowNode;
  @Job({
    next: 'end',
    attempts: 1,
    onError: {
      when: () => {
        throw new Error('the condition is broken');
      },
      then: 'end',
    },
  })
  send() {
    throw new MailDown('the mail server is down');
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Clearing {
  @StartHandler({ next: 'send' })
  start({ process }: Activation<Data>) {
    Object.assign(process.data, { note: 'to be sent', sent: 1 });
  }
  @Job({ next: 'after' })
  send({ process }: Activation<Data>) {
    delete process.data.note;
    process.data.sent = 2;
  }
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

/** A promise that is resolved from outside. */
function gate(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((open) => (resolve = open));
  return { promise, resolve };
}

onEachStore('Background work', (makeRun) => {
  async function mailing(...answers: World['answers']) {
    const world = new World();
    world.answers = answers;
    const instances = new Map<FlowClass, object>([
      [Mailing, new Mailing(world)],
      [Impatient, new Impatient(world)],
      [Caught, new Caught(world)],
      [CaughtAtOnce, new CaughtAtOnce(world)],
    ]);
    return {
      run: await makeRun(
        [
          Mailing,
          Impatient,
          Caught,
          CaughtAtOnce,
          Approval,
          Waiting,
          BadOwner,
          Followed,
          Undecided,
          Clearing,
        ],
        {
          instances,
        },
      ),
      world,
    };
  }

  it('B33 runs a job after the commit that made it, once, and goes on', async () => {
    const { run, world } = await mailing();
    const { process } = await run.start(Mailing, 'start');
    expect(world.calls).toBe(0);
    expect(await run.history(process.id)).toEqual(['start DONE', 'send SCHEDULED']);
    await run.work();
    expect(await run.history(process.id)).toEqual(['start DONE', 'send DONE', 'after NEW']);
    expect(await run.process(process.id)).toMatchObject({ data: { sent: 1 } });
    await run.advance('1d');
    expect(world.calls).toBe(1);
  });

  it('B23 B32 a job asks who did an earlier step; a kind of its own does its work as a job, without a method', async () => {
    told.length = 0;
    const run = await makeRun([Announced]);
    const { process } = await run.start(Announced, 'start');
    await run.complete(process.id, 'approve', {}, { id: 'ann', permissions: ['announced.view'] });
    await run.work();
    expect(await run.process(process.id)).toMatchObject({ data: { note: 'approved by ann' } });
    expect(await run.newest(process.id, 'tell')).toMatchObject({ status: 'SCHEDULED', attempts: 1 });
    await run.advance('1s');
    expect(told).toEqual(['approved, attempt 1', 'approved, attempt 2']);
    expect(await run.process(process.id)).toMatchObject({ status: 'DONE' });
  });

  it('B32 leaves the process unlocked while the body runs, and keeps what others write meanwhile', async () => {
    const { run, world } = await mailing();
    const { process } = await run.start(Mailing, 'start');
    world.during = () =>
      run.with(process.id, 'start', {}, (activation) => {
        (activation.process.data as Data).note = 'written meanwhile';
      });
    await run.work();
    expect(await run.process(process.id)).toMatchObject({ data: { sent: 1, note: 'written meanwhile' } });
  });

  it('B35 tries again after a while that doubles, and only then has failed', async () => {
    const { run, world } = await mailing('fail', 'fail', 'fail');
    const { process } = await run.start(Mailing, 'start');
    await run.work();
    expect(await run.newest(process.id, 'send')).toMatchObject({ status: 'SCHEDULED', attempts: 1 });
    await run.advance('9s');
    expect(world.calls).toBe(1);
    await run.advance('1s');
    expect(world.calls).toBe(2);
    await run.advance('19s');
    expect(world.calls).toBe(2);
    await run.advance('1s');
    expect(await run.newest(process.id, 'send')).toMatchObject({
      status: 'ERROR',
      attempts: 3,
      error: { message: 'the mail server is down', code: 'MAIL_DOWN', attempt: 3 },
    });
    await run.advance('30d');
    expect(world.calls).toBe(3);
  });

  it('B34 aborts an attempt that runs past its timeout, and counts it', async () => {
    const { run, world } = await mailing('hang', 'ok');
    const { process } = await run.start(Impatient, 'start');
    await run.work();
    expect(await run.newest(process.id, 'send')).toMatchObject({ status: 'SCHEDULED', attempts: 1 });
    await run.advance('10s');
    expect(await run.newest(process.id, 'send')).toMatchObject({ status: 'DONE', attempts: 2 });
    expect(world.calls).toBe(2);
  });

  it('B34 completes once when two attempts overlap because a worker was taken for dead', async () => {
    const { run, world } = await mailing();
    const { process } = await run.start(Mailing, 'start');
    let second: Promise<number> | undefined;
    world.during = async () => {
      if (world.calls === 1) await (second = run.advance('1h'));
    };
    await run.work();
    await second;
    expect(world.calls).toBe(2);
    expect(await run.history(process.id)).toEqual(['start DONE', 'send DONE', 'after NEW']);
    expect(await run.process(process.id)).toMatchObject({ data: { sent: 1 } });
  });

  it.each<['ok' | 'fail', typeof Mailing | typeof Caught]>([
    ['ok', Mailing],
    ['fail', Mailing],
    ['ok', Caught],
    ['fail', Caught],
  ])(
    'B34 nothing counts of an attempt that ends (%s) when another instance has begun the next one (%p)',
    async (answer, flow) => {
      const { run, world } = await mailing(answer);
      const other = await makeRun([Mailing, Caught], {
        store: run.store,
        clock: run.clock,
        instances: new Map<FlowClass, object>([
          [Mailing, new Mailing(world)],
          [Caught, new Caught(world)],
        ]),
      });
      const begun = gate();
      const ended = gate();
      const { process } = await run.start(flow as typeof Mailing, 'start');
      let second: Promise<number> | undefined;
      world.during = async () => {
        if (world.calls === 2) {
          begun.resolve();
          return ended.promise;
        }
        await Promise.race([(second = other.advance('1h')), begun.promise]);
        if (flow === Mailing) return;
        // Its only attempt was lost: it has failed, and a manager has it tried again.
        const { id } = await run.newest(process.id, 'send');
        await other.executor.activate(id, {}, (activation) => activation.retry());
        second = other.work();
        await begun.promise;
      };

      await run.work();
      const underWay = { status: 'STARTED', attempts: 2 };
      expect(await run.newest(process.id, 'send')).toMatchObject(underWay);
      expect(await run.process(process.id)).toMatchObject({ status: 'NEW', data: {} });
      expect((await run.process(process.id)).data).not.toHaveProperty('sent');

      ended.resolve();
      await second;
      expect(world.calls).toBe(2);
      expect(await run.newest(process.id, 'send')).toMatchObject({ ...underWay, status: 'DONE' });
      const finished = [...run.events, ...other.events].filter(({ type }) => type === 'task.finished');
      const { id } = await run.newest(process.id, 'send');
      expect(finished.filter(({ taskId }) => taskId === id)).toHaveLength(1);
    },
  );

  it('B32 a job takes fields of the process data away, too, and leaves those that others write', async () => {
    const { run } = await mailing();
    const { process } = await run.start(Clearing, 'start');
    await run.work();
    expect((await run.process(process.id)).data).toEqual({ sent: 2 });
  });

  it('B34 gives up a job whose last worker was never heard of again', async () => {
    const { run, world } = await mailing();
    const { process } = await run.start(Mailing, 'start');
    // Each attempt begins and dies: nothing is heard of it after its lease.
    const lost: Promise<number>[] = [];
    world.during = async () => {
      lost.push(run.advance('1h'));
      await lost.at(-1);
    };
    await run.work();
    await Promise.all(lost);
    expect(lost).toHaveLength(3);
    expect(await run.newest(process.id, 'send')).toMatchObject({
      status: 'ERROR',
      attempts: 3,
      error: { code: 'ATTEMPT_LOST', attempt: 3 },
    });
  });

  it('B52 an error while firing stays on its task, visibly, with an attempt count', async () => {
    const { run } = await mailing();
    const { process } = await run.start(BadOwner, 'start');
    await run.advance('1h');
    expect(await run.newest(process.id, 'decide')).toMatchObject({
      status: 'ERROR',
      attempts: 1,
      error: { message: 'no such department', attempt: 1 },
    });
    await run.advance('1d');
    expect(await run.newest(process.id, 'decide')).toMatchObject({ status: 'ERROR', attempts: 1 });
  });

  it.each([new Error('the books are closed'), new InputInvalidError('no such account')])(
    'B35 an error after a good job leaves the job done, and the next node with the error (%s)',
    async (error) => {
      const { run } = await mailing();
      broken.with = error;
      const { process } = await run.start(Followed, 'start');
      await run.work();
      expect(await run.history(process.id)).toEqual(['start DONE', 'send DONE', 'book ERROR']);
      expect(await run.newest(process.id, 'book')).toMatchObject({
        attempts: 1,
        error: { message: error.message, attempt: 1 },
      });
      const { data } = await run.process(process.id);
      expect(data).toMatchObject({ sent: 1 });
      expect(data).not.toHaveProperty('note');
    },
  );

  it('B52 B58 a condition of onError that throws catches nothing; the error itself stays visible', async () => {
    const { run } = await mailing();
    const { process } = await run.start(Undecided, 'start');
    await run.work();
    expect(await run.newest(process.id, 'send')).toMatchObject({
      status: 'ERROR',
      attempts: 1,
      error: { code: 'MAIL_DOWN' },
    });
  });

  it('B52 a timer of which nothing can be stored is tried again a few times, and then has failed', async () => {
    const { run } = await mailing();
    const { process } = await run.start(Waiting, 'start');
    const firing = jest.spyOn(run.executor, 'activate');
    const failOnce = () => firing.mockRejectedValueOnce(new Error('the disk is full'));
    failOnce();
    await run.advance('2h');
    expect(await run.newest(process.id, 'pause')).toMatchObject({
      status: 'SCHEDULED',
      attempts: 1,
      error: { message: 'the disk is full', attempt: 1 },
    });
    failOnce();
    await run.advance('2s');
    failOnce();
    await run.advance('4s');
    expect(await run.newest(process.id, 'pause')).toMatchObject({ status: 'ERROR', attempts: 3 });
    await run.advance('30d');
    expect(await run.waiting(process.id)).toEqual(['pause']);
    firing.mockRestore();
  });

  it('B34 an attempt whose outcome cannot be stored counts as failed, with the reason', async () => {
    const { run, world } = await mailing();
    const { process } = await run.start(Mailing, 'start');
    const ending = jest.spyOn(run.executor, 'activate');
    world.during = () => {
      if (world.calls === 1) ending.mockRejectedValueOnce(new Error('the disk is full'));
      return Promise.resolve();
    };
    await run.work();
    expect(await run.newest(process.id, 'send')).toMatchObject({
      status: 'SCHEDULED',
      attempts: 1,
      error: { message: 'the disk is full' },
    });
    await run.advance('10s');
    expect(await run.newest(process.id, 'send')).toMatchObject({ status: 'DONE', attempts: 2 });
    ending.mockRestore();
  });

  it('B36 a job that is cancelled is not run, and one that was running ends without effect', async () => {
    const { run, world } = await mailing();
    const early = await run.start(Mailing, 'start');
    await run.make(early.process.id, 'send', 'cancel');
    await run.work();
    expect(world.calls).toBe(0);
    const late = await run.start(Mailing, 'start');
    world.during = async () => {
      await run.make(late.process.id, 'send', 'cancel');
    };
    await run.work();
    expect(await run.history(late.process.id)).toEqual(['start DONE', 'send CANCELED']);
    expect((await run.process(late.process.id)).data).not.toHaveProperty('sent');
  });

  it('B36 a job that failed is run again when it is retried', async () => {
    const { run } = await mailing('fail', 'fail', 'fail', 'ok');
    const { process } = await run.start(Mailing, 'start');
    await run.advance('1h');
    await run.advance('1h');
    await run.advance('1h');
    expect(await run.newest(process.id, 'send')).toMatchObject({ status: 'ERROR' });
    await run.make(process.id, 'send', 'retry');
    await run.work();
    expect(await run.newest(process.id, 'send')).toMatchObject({ status: 'DONE', error: null });
  });

  it('B58 the first error catch that matches begins its path; the task is withdrawn with its error', async () => {
    const { run } = await mailing('fail');
    const { process } = await run.start(Caught, 'start');
    await run.work();
    expect(await run.history(process.id)).toEqual([
      'start DONE',
      'send CANCELED',
      'send:error2 DONE',
      'recover NEW',
    ]);
    expect(await run.newest(process.id, 'send')).toMatchObject({ error: { code: 'MAIL_DOWN' } });
  });

  it('B29 a foreground failure that is caught undoes what the node did, and recovers', async () => {
    const { run } = await mailing('fail');
    const { process } = await run.start(CaughtAtOnce, 'start');
    expect(await run.history(process.id)).toEqual([
      'start DONE',
      'write CANCELED',
      'write:error DONE',
      'recover NEW',
    ]);
    expect((await run.process(process.id)).data).not.toHaveProperty('note');
  });

  it('B56 B46 a reminder runs beside its task, and the join of the branch waits for it', async () => {
    const { run } = await mailing();
    const { process } = await run.start(Approval, 'start');
    await run.advance('1d');
    expect(await run.waiting(process.id)).toEqual(['approve', 'file', 'reminded']);
    expect(await run.process(process.id)).toMatchObject({ data: { reminded: 1 } });
    await run.complete(process.id, 'approve');
    await run.complete(process.id, 'file');
    expect((await run.process(process.id)).status).toBe('NEW');
    await run.complete(process.id, 'reminded');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B56 an interrupting timeout withdraws its task and goes its own way', async () => {
    const { run } = await mailing();
    const { process } = await run.start(Approval, 'start');
    await run.advance('3d');
    const history = await run.history(process.id);
    expect(history).toEqual(
      expect.arrayContaining([
        'approve CANCELED',
        'approve:timeout DONE',
        'approve:timeout2 DONE',
        'escalated NEW',
        'reminded NEW',
      ]),
    );
  });

  it('B56 a task that is done in time takes its timeouts with it', async () => {
    const { run } = await mailing();
    const { process } = await run.start(Approval, 'start');
    await run.complete(process.id, 'approve');
    expect(await run.history(process.id)).toEqual(
      expect.arrayContaining(['approve:timeout CANCELED', 'approve:timeout2 CANCELED']),
    );
    await run.advance('9d');
    expect(await run.waiting(process.id)).toEqual(['file', 'join']);
  });

  it('B57 timeouts go when their task is cancelled, and are armed afresh when it is revived', async () => {
    const { run } = await mailing();
    const { process } = await run.start(Approval, 'start');
    await run.advance('2h');
    await run.make(process.id, 'approve', 'cancel');
    await run.advance('5d');
    expect(await run.waiting(process.id)).toEqual(['file']);
    await run.make(process.id, 'approve', 'revive');
    await run.advance('23h');
    expect(await run.waiting(process.id)).toEqual(['file', 'approve']);
    await run.advance('1h');
    expect(await run.waiting(process.id)).toEqual(['file', 'approve', 'reminded']);
  });

  it('B57 timeouts go when the process is cancelled', async () => {
    const { run } = await mailing();
    const { process } = await run.start(Approval, 'start');
    await run.flow(Approval).cancel(process.id);
    await run.advance('9d');
    const statuses = new Set((await run.tasks(process.id)).map(({ status }) => status));
    expect(statuses).toEqual(new Set(['DONE', 'CANCELED']));
    expect((await run.tasks(process.id)).every(({ scheduledAt }) => scheduledAt === null)).toBe(true);
  });

  it('B51 a timer waits for a duration, and for a moment', async () => {
    const { run } = await mailing();
    const { process } = await run.start(Waiting, 'start');
    await run.advance('119m');
    expect(await run.waiting(process.id)).toEqual(['pause']);
    await run.advance('1m');
    expect(await run.waiting(process.id)).toEqual(['until']);
    await run.advance('1h');
    expect((await run.process(process.id)).status).toBe('DONE');
  });
});
