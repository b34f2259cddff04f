import {
  Activation,
  End,
  Flow,
  Job,
  Receive,
  Split,
  Start,
  StartTimer,
  Timer,
  View,
  type FlowNode,
} from 'nestflow';
import { FlowRun } from 'nestflow/testing';

class Order {
  parcel?: string;
}

@Flow({ data: Order, permissions: { manage: 'orders.manage' } })
class OrderFlow {
  calls = 0;
  @Start({ next: 'both' }) start!: FlowNode;
  @StartTimer({ every: '1d', next: 'both' }) daily!: FlowNode;
  @Split({ branches: ['check', 'packed', 'send', 'pause'] }) both!: FlowNode;
  @View({
    permission: (activation: Activation<Order>) => ({
      permission: 'orders.check',
      except: activation.process.businessKey ?? undefined,
    }),
    next: 'end',
  })
  check!: FlowNode;
  @Receive({ next: 'end' })
  packed({ process }: Activation<Order>, parcel: string) {
    process.data.parcel = parcel;
    return `sent as ${parcel}`;
  }
  @Job({ attempts: 3, backoff: '1m', onError: { code: 'POST', then: 'call' }, next: 'end' })
  send() {
    this.calls += 1;
  }
  @View({ next: 'end' }) call!: FlowNode;
  @Timer({ after: '2d', next: 'end' }) pause!: FlowNode;
  @End() end!: FlowNode;
}

const ann = { id: 'ann', permissions: ['orders.check'] };
const bob = { id: 'bob', permissions: [] };

async function setUp() {
  const flow = new OrderFlow();
  const run = new FlowRun([OrderFlow], { instances: new Map([[OrderFlow, flow]]) });
  const { process } = await run.start(OrderFlow, 'start');
  return { run, flow, id: process.id };
}

describe('A run in memory', () => {
  it('tells what a user may take or complete', async () => {
    const { run, id } = await setUp();
    expect(await run.enabled(id, ann)).toEqual(['check']);
    expect(await run.enabled(id, bob)).toEqual([]);
    await run.make(id, 'check', 'assign', { user: ann });
    expect(await run.enabled(id, ann)).toEqual(['check']);
    await run.complete(id, 'check', {}, ann);
    expect(await run.enabled(id, ann)).toEqual([]);

    const other = await run.start(OrderFlow, 'start', undefined, { businessKey: 'ann' });
    expect(await run.enabled(other.process.id, ann)).toEqual([]);
  });

  it('calls what waits to be received', async () => {
    const { run, id } = await setUp();
    expect(await run.receive(id, 'packed', '42')).toBe('sent as 42');
    expect((await run.process(id)).data).toEqual({ parcel: '42' });
    await expect(run.receive(id, 'packed', '43')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lets an attempt at a job fail, which is tried again after its backoff', async () => {
    const { run, flow, id } = await setUp();
    await run.failJob(id, 'send', new Error('Closed'));
    expect((await run.newest(id, 'send')).error).toMatchObject({ message: 'Closed', attempt: 1 });
    await run.work();
    expect(flow.calls).toBe(0);
    await run.advance('1m');
    expect(flow.calls).toBe(1);
    expect(await run.history(id)).toContain('send DONE');
    await expect(run.failJob(id, 'check', new Error('Closed'))).rejects.toMatchObject({
      code: 'not-acceptable-state',
    });
  });

  it('spends the attempts of a job, and its error is caught', async () => {
    const { run, flow, id } = await setUp();
    await run.failJob(id, 'send', new Error('Closed'), { spend: true });
    expect((await run.newest(id, 'send')).error).toMatchObject({ message: 'Closed', attempt: 3 });
    const other = await run.start(OrderFlow, 'start');
    const lost = Object.assign(new Error('Lost'), { code: 'POST' });
    await run.failJob(other.process.id, 'send', lost, { spend: true });
    expect(await run.waiting(other.process.id)).toContain('call');
    expect(flow.calls).toBe(0);
  });

  it('moves its clock: timers fire, and time starts processes', async () => {
    const { run, id } = await setUp();
    await run.advance('1d');
    expect(await run.waiting(id)).toContain('pause');
    const started = () => run.events.filter(({ type }) => type === 'process.started').length;
    expect(started()).toBe(2);
    await run.advance('1d');
    expect(await run.waiting(id)).not.toContain('pause');
    expect(started()).toBe(3);
    expect((await run.scheduledStarts())[0]?.dueAt).toEqual(new Date('2030-01-04T00:00:00Z'));
  });
});
