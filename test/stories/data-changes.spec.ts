import { Type } from 'class-transformer';
import { IsBoolean, IsOptional, IsString } from 'class-validator';
import {
  BusinessRule,
  CompensateThrow,
  End,
  Flow,
  Handler,
  Job,
  MessageCatch,
  Split,
  Start,
  StartHandler,
  Subprocess,
  View,
  type Activation,
  type EventType,
  type FlowNode,
  type Process,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { onEachStore } from '../support/stores.js';

const ann = { id: 'ann', permissions: [] };

class Ask {
  @IsString() reason!: string;
  @IsString() @IsOptional() iban?: string;
}

class Leave extends Ask {
  @IsBoolean() @IsOptional() approved?: boolean;
  @Type(() => Date) decidedAt?: Date;
  grade?: string;
  days = 1;
  address: { city?: string; lines?: string[] } = {};
}

class Approval {
  @IsBoolean() approved!: boolean;
}

@Flow({ data: Leave, history: { hide: ['iban'] } })
class LeaveFlow {
  /** What the handler does. */
  change: (data: Leave & Record<string, unknown>, now: Date) => void = () => undefined;

  @Start({ form: Ask, next: 'approve' }) ask!: FlowNode<Ask>;
  @View({ form: Approval, assign: 'ann', next: 'book' }) approve!: FlowNode<Approval>;
  @Handler({ next: 'check', onError: { code: 'CLOSED', then: 'check' } })
  book({ process, now }: Activation<Leave>) {
    this.change(process.data as Leave & Record<string, unknown>, now);
  }
  @View({
    next: 'end',
    onUndo: ({ process }: Activation<Leave>) => {
      process.data.grade = 'undone';
    },
  })
  check!: FlowNode;
  @End() end!: FlowNode;
}

class Data {
  grade?: string;
  answer?: string;
  parcel?: string;
  owner?: string;
  booked: string[] = [];
}

@Flow({ data: Data })
class ChildFlow {
  @StartHandler({ next: 'end' })
  start({ process }: Activation<Data>) {
    process.data.answer = 'from below';
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class OthersFlow {
  @StartHandler({ next: 'all' }) start!: FlowNode;
  @Split({ branches: ['job', 'caught', 'called', 'rule', 'prepared', 'flight'] }) all!: FlowNode;
  @Job({ next: 'end' })
  job({ process }: Activation<Data>) {
    process.data.parcel = 'P-1';
  }
  @MessageCatch({ name: 'answer', next: 'end' })
  caught({ process }: Activation<Data>, answer: string) {
    process.data.answer = answer;
  }
  @Subprocess({ flow: ChildFlow, start: 'start', next: 'end' })
  called({ process }: Activation<Data>, child: Process<Data>) {
    process.data.answer = child.data.answer;
  }
  @BusinessRule({ next: 'end' })
  rule() {
    return { grade: 'high' };
  }
  @View({
    next: 'end',
    onCreate: ({ process }: Activation<Data>) => {
      process.data.owner = 'ann';
    },
  })
  prepared!: FlowNode;
  @Handler({ compensateWith: 'takeBack', next: 'wait' })
  flight({ process }: Activation<Data>) {
    process.data.booked.push('flight');
  }
  @View({ next: 'giveBack' }) wait!: FlowNode;
  @CompensateThrow({ next: 'end' }) giveBack!: FlowNode;
  @Handler()
  takeBack({ process }: Activation<Data>) {
    process.data.booked = [];
  }
  @End() end!: FlowNode;
}

/** What is booked is given back in the background. */
@Flow({ data: Data })
class BookingFlow {
  fails = false;

  @StartHandler({ next: 'flight' }) start!: FlowNode;
  @Handler({ compensateWith: 'cancelFlight', next: 'hotel' })
  flight({ process }: Activation<Data>) {
    process.data.booked.push('flight');
  }
  @Handler({ compensateWith: 'cancelHotel', next: 'job' })
  hotel({ process }: Activation<Data>) {
    process.data.booked.push('hotel');
  }
  @Job({ next: 'both' }) job() {}
  @Split({ branches: ['giveBack', 'beside'] }) both!: FlowNode;
  @CompensateThrow({ next: 'end' }) giveBack!: FlowNode;
  @Handler({ next: 'end' }) beside() {}
  @Handler()
  cancelHotel({ process }: Activation<Data>) {
    process.data.booked.pop();
  }
  @Handler()
  cancelFlight({ process }: Activation<Data>) {
    if (this.fails) throw new Error('Closed');
    process.data.booked.pop();
  }
  @End() end!: FlowNode;
}

onEachStore('What a step has changed', (makeRun) => {
  async function asked(form: Ask = { reason: 'Sea' }) {
    const flow = new LeaveFlow();
    const run = await makeRun([LeaveFlow], { instances: new Map([[LeaveFlow, flow]]) });
    const { process } = await run.start(LeaveFlow, 'ask', form);
    return { run, flow, id: process.id };
  }

  /** What the handler's event says once it has done this. */
  async function changedBy(change: LeaveFlow['change']) {
    const { run, flow, id } = await asked();
    flow.change = change;
    await run.complete(id, 'approve', { approved: true }, ann);
    return told(run, id, 'book');
  }

  it('is told of a form that starts a process, and of one that completes a task', async () => {
    const { run, id } = await asked();
    expect(await told(run, id, 'ask')).toEqual({ changes: { reason: { from: null, to: 'Sea' } } });
    await run.complete(id, 'approve', { approved: false }, ann);
    const approved = { changes: { approved: { from: null, to: false } } };
    expect(await told(run, id, 'approve')).toEqual(approved);
    expect(await told(run, id, 'book')).toBeNull();
  });

  it('is told of moments, objects and lists that are changed in place, before and after', async () => {
    expect(
      await changedBy((data, now) => {
        data.decidedAt = now;
        data.address.city = 'Graz';
        data.address.lines = ['Ring 1'];
        data.days += 2;
      }),
    ).toEqual({
      changes: {
        decidedAt: { from: null, to: '2030-01-01T00:00:00.000Z' },
        address: { from: {}, to: { city: 'Graz', lines: ['Ring 1'] } },
        days: { from: 1, to: 3 },
      },
    });
  });

  it('is nothing when values are put back, replaced by equal ones or undefined', async () => {
    expect(
      await changedBy((data) => {
        data.reason = 'x';
        data.reason = 'Sea';
        data.address = { city: undefined };
        data.grade = undefined;
      }),
    ).toBeNull();
  });

  it('is told of fields that are taken away', async () => {
    expect(
      await changedBy((data) => {
        delete (data as Partial<Leave>).reason;
        data.approved = undefined;
      }),
    ).toEqual({ changes: { reason: { from: 'Sea', to: null }, approved: { from: true, to: null } } });
  });

  it('is told without values where the flow hides them', async () => {
    const { run, id } = await asked({ reason: 'Sea', iban: 'AT61 1904 3002 3457 3201' });
    expect(await told(run, id, 'ask')).toEqual({
      changes: { reason: { from: null, to: 'Sea' }, iban: { hidden: true } },
    });
    expect(JSON.stringify(run.events)).not.toContain('AT61');
  });

  it('is cut to 1,000 characters a value and 50 fields, and says so', async () => {
    const payload = (await changedBy((data) => {
      data.reason = `${'x'.repeat(999)}😀${'y'.repeat(99_999)}`;
      data.address.lines = Array.from({ length: 10_000 }, () => 'ten chars.');
      for (let index = 0; index < 60; index++) data[`field${index}`] = index;
    })) as { changes: Record<string, { to: { lines: string[] } }>; moreChanges: number };
    expect(payload.changes['reason']).toEqual({ from: 'Sea', to: `${'x'.repeat(999)}…`, shortened: true });
    expect(payload.changes['address']).toMatchObject({ shortened: true });
    expect(payload.changes['address']?.to.lines.length).toBeLessThan(100);
    expect(Object.keys(payload.changes)).toHaveLength(50);
    expect(payload.moreChanges).toBe(12);
  });

  it('is nothing of what a step changed that then failed, nor of putting it back', async () => {
    const { run, flow, id } = await asked();
    flow.change = (data) => {
      data.grade = 'lost';
      throw Object.assign(new Error('Closed'), { code: 'CLOSED' });
    };
    await run.complete(id, 'approve', { approved: true }, ann);
    await run.complete(id, 'check');
    expect(await run.history(id)).toContain('end DONE');
    expect(JSON.stringify(run.events)).not.toContain('grade');
  });

  it('is nothing of a compensation that failed half-way, nor of putting it back', async () => {
    const flow = new BookingFlow();
    const run = await makeRun([BookingFlow], { instances: new Map([[BookingFlow, flow]]) });
    const { process } = await run.start(BookingFlow, 'start');
    flow.fails = true;
    await run.work();
    expect(await run.history(process.id)).toContain('giveBack ERROR');
    flow.fails = false;
    await run.make(process.id, 'giveBack', 'retry');
    const told = run.events.flatMap(({ type, payload }) => (payload?.['changes'] ? [[type, payload]] : []));
    const booked = (from: string[], to: string[]) => ['task.finished', { changes: { booked: { from, to } } }];
    expect(told).toEqual([
      booked([], ['flight']),
      booked(['flight'], ['flight', 'hotel']),
      booked(['flight', 'hotel'], ['flight']),
      booked(['flight'], []),
    ]);
  });

  it('is told of a task that is undone', async () => {
    const { run, id } = await asked();
    await run.complete(id, 'approve', { approved: true }, ann);
    await run.complete(id, 'check');
    await run.make(id, 'end', 'undo');
    await run.make(id, 'check', 'undo');
    expect(await told(run, id, 'check', 'task.undone')).toEqual({
      changes: { grade: { from: null, to: 'undone' } },
    });
  });

  it('is told of every other kind of step that changes data', async () => {
    const run = await makeRun([OthersFlow, ChildFlow]);
    const { process } = await run.start(OthersFlow, 'start');
    const of = (node: string, type?: EventType) => told(run, process.id, node, type);
    await run.work();
    expect(await of('job')).toEqual({ changes: { parcel: { from: null, to: 'P-1' } } });
    expect(await of('called')).toEqual({ changes: { answer: { from: null, to: 'from below' } } });
    expect(await of('rule')).toEqual({ changes: { grade: { from: null, to: 'high' } } });
    expect(await of('prepared', 'task.created')).toEqual({ changes: { owner: { from: null, to: 'ann' } } });
    await run.message('answer', '', 'yes');
    expect(await of('caught')).toEqual({ changes: { answer: { from: 'from below', to: 'yes' } } });
    expect(await of('flight')).toEqual({ changes: { booked: { from: [], to: ['flight'] } } });
    await run.complete(process.id, 'wait');
    expect(await of('takeBack')).toEqual({ changes: { booked: { from: ['flight'], to: [] } } });
    expect(await of('giveBack')).toBeNull();
  });

  it('is nothing of a draft', async () => {
    const { run, id } = await asked();
    await run.make(id, 'approve', 'saveDraft', { user: ann }, { approved: true });
    expect(run.events.filter(({ payload }) => payload?.['changes'])).toHaveLength(1);
  });
});

/** The payload of the last event of this type for a node's task; `undefined` when there is none. */
async function told(run: FlowRun, processId: string, node: string, type: EventType = 'task.finished') {
  const tasks = (await run.tasks(processId)).filter((task) => task.node === node).map(({ id }) => id);
  const events = run.events.filter((event) => event.type === type && tasks.includes(event.taskId ?? ''));
  return events.at(-1)?.payload;
}
