import {
  AttemptOver,
  End,
  Flow,
  Job,
  StartHandler,
  Split,
  TerminateEnd,
  Timer,
  View,
  type Activation,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import { FakeClock, type FlowRun } from 'nestflow/testing';
import { onEachStore } from '../support/stores.js';

class Data {
  printed?: boolean;
}

/** A printer that prints until it is told to stop, or is let finish. */
class Printer {
  readonly begun: AbortSignal[] = [];
  finish: () => void = () => undefined;
  private onBegin: () => void = () => undefined;

  /** Resolves when so many prints have begun. */
  async printing(count = 1): Promise<void> {
    while (this.begun.length < count) await new Promise<void>((resolve) => (this.onBegin = resolve));
  }

  print({ process, signal }: Activation<Data>): Promise<void> {
    if (signal) this.begun.push(signal);
    this.onBegin();
    return new Promise((resolve) => {
      this.finish = () => {
        process.data.printed = true;
        resolve();
      };
    });
  }
}

const LONG = { attempts: 3, timeout: '1h' } as const;

@Flow({ data: Data })
class Printing {
  constructor(readonly printer: Printer) {}
  @StartHandler({ next: 'both' }) start!: FlowNode;
  @Split({ branches: ['print', 'stop'] }) both!: FlowNode;
  @Job({ next: 'end', ...LONG })
  print(activation: Activation<Data>) {
    return this.printer.print(activation);
  }
  @View({ next: 'stopped' }) stop!: FlowNode;
  @TerminateEnd() stopped!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Hurried {
  constructor(readonly printer: Printer) {}
  @StartHandler({ next: 'print' }) start!: FlowNode;
  @Job({ next: 'end', ...LONG, onTimeout: { after: '10m', then: 'late' } })
  print(activation: Activation<Data>) {
    return this.printer.print(activation);
  }
  @Timer({ after: '1d', next: 'end' }) late!: FlowNode;
  @End() end!: FlowNode;
}

onEachStore('A job that runs', (makeRun) => {
  /** Two instances of the application over one store, with one clock. The job runs in the first. */
  async function setUp(flow: typeof Printing | typeof Hurried = Printing) {
    const printer = new Printer();
    const clock = new FakeClock();
    const instances = new Map<FlowClass, object>([[flow, new flow(printer)]]);
    const here = await makeRun([flow], { instances, clock });
    const there = await makeRun([flow], { instances, clock, store: here.store });
    const { process } = await here.start(flow as typeof Hurried, 'start');
    const working = here.work();
    await printer.printing();
    const signal = printer.begun[0] as AbortSignal;
    return { printer, clock, here, there, id: process.id, working, signal };
  }
  const renew = ({ executor, clock }: FlowRun) => executor.attempts.renew(clock.now());
  const events = (run: FlowRun, type: string) => run.events.filter((event) => event.type === type).length;

  it('B36 is aborted when its task is cancelled, once that has committed, and is not tried again', async () => {
    const { here, id, working, signal, printer } = await setUp();
    await here.store.transaction(async (tx) => {
      await here.make(id, 'print', 'cancel');
      expect(signal.aborted).toBe(false);
      tx.afterCommit(() => expect(signal.aborted).toBe(true));
    });
    await working;
    expect(signal.reason).toBeInstanceOf(AttemptOver);
    expect(signal.reason).toMatchObject({ code: 'ATTEMPT_OVER', attempt: 1, status: 'CANCELED' });
    printer.finish();
    await here.advance('2h');
    expect(await here.newest(id, 'print')).toMatchObject({ status: 'CANCELED', attempts: 1, error: null });
    expect((await here.process(id)).data).not.toHaveProperty('printed');
    expect([printer.begun.length, events(here, 'task.canceled')]).toEqual([1, 1]);
  });

  it('goes on when the cancellation is rolled back', async () => {
    const { here, id, working, signal, printer } = await setUp();
    const undone = here.store.transaction(async () => {
      await here.make(id, 'print', 'cancel');
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    printer.finish();
    await working;
    expect(signal.aborted).toBe(false);
    expect(await here.newest(id, 'print')).toMatchObject({ status: 'DONE' });
  });

  it('B67 is aborted when its process is cancelled', async () => {
    const { here, id, working, signal } = await setUp();
    await here.flow(Printing).cancel(id);
    await working;
    expect(signal.reason).toMatchObject({ code: 'ATTEMPT_OVER', status: 'CANCELED' });
    expect((await here.process(id)).status).toBe('CANCELED');
    expect(await here.advance('2h')).toBe(0);
  });

  it('B49 is aborted when its process is terminated', async () => {
    const { here, id, working, signal } = await setUp();
    await here.complete(id, 'stop');
    await working;
    expect(signal.reason).toMatchObject({ code: 'ATTEMPT_OVER', status: 'CANCELED' });
    expect((await here.process(id)).status).toBe('DONE');
  });

  it('B56 is aborted when a timeout on its border interrupts it', async () => {
    const { here, clock, there, id, working, signal, printer } = await setUp(Hurried);
    for (let minute = 0; minute < 10; minute++) {
      clock.advance('20s');
      await renew(here);
      clock.advance('20s');
      await renew(here);
      clock.advance('20s');
      await renew(here);
    }
    await there.work();
    await renew(here);
    await working;
    expect(signal.reason).toMatchObject({ code: 'ATTEMPT_OVER', status: 'CANCELED' });
    expect([printer.begun.length, await here.waiting(id)]).toEqual([1, ['late']]);
  });

  it('is aborted when its task is skipped', async () => {
    const { here, id, working, signal } = await setUp();
    await here.make(id, 'print', 'skip');
    await working;
    expect(signal.reason).toMatchObject({ code: 'ATTEMPT_OVER', status: 'DONE' });
    expect(await here.newest(id, 'print')).toMatchObject({ status: 'DONE' });
  });

  it('is aborted when another instance has cancelled it, the next time its lease is renewed', async () => {
    const { here, there, id, working, signal } = await setUp();
    await there.flow(Printing).cancel(id);
    expect(signal.aborted).toBe(false);
    await renew(here);
    await working;
    expect(signal.reason).toMatchObject({ code: 'ATTEMPT_OVER', status: 'CANCELED' });
    expect(await there.advance('2h')).toBe(0);
  });

  it('B34 stays with its worker as long as that renews its lease', async () => {
    const { here, there, clock, id, working, signal, printer } = await setUp();
    for (let i = 0; i < 5; i++) {
      clock.advance('20s');
      await renew(here);
      expect(await there.work()).toBe(0);
    }
    printer.finish();
    await working;
    expect([signal.aborted, printer.begun.length]).toEqual([false, 1]);
    expect(await here.newest(id, 'print')).toMatchObject({ status: 'DONE', attempts: 1 });
  });

  it('B34 is run by another instance half a minute after its worker was last heard of, whatever its timeout', async () => {
    const { here, there, clock, id, working, signal, printer } = await setUp();
    const dead = printer.finish;
    clock.advance('20s');
    await renew(here);
    clock.advance('29s');
    expect(await there.work()).toBe(0);
    clock.advance('1s');
    const again = there.work();
    await printer.printing(2);
    expect(await there.newest(id, 'print')).toMatchObject({ status: 'STARTED', attempts: 2 });

    // The first was not dead, only slow: it hears that it is too late, and what it does changes nothing.
    dead();
    await working;
    expect(await there.newest(id, 'print')).toMatchObject({ status: 'STARTED', attempts: 2 });
    await renew(here);
    printer.finish();
    await again;
    expect([events(here, 'task.finished'), events(there, 'task.finished')]).toEqual([2, 2]);
    expect(signal.aborted).toBe(false);
    expect(await there.newest(id, 'print')).toMatchObject({ status: 'DONE', attempts: 2 });
  });

  it('B34 is told when another attempt has begun', async () => {
    const { here, there, clock, working, signal, printer } = await setUp();
    clock.advance('30s');
    const again = there.work();
    await printer.printing(2);
    await renew(here);
    await working;
    expect(signal.reason).toMatchObject({ code: 'ATTEMPT_OVER', attempt: 1, status: 'STARTED' });
    printer.finish();
    await again;
  });
});
