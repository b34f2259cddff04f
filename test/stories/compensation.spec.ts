import {
  CompensateThrow,
  End,
  Flow,
  Handler,
  If,
  Job,
  Join,
  MessageCatch,
  MultiSubprocess,
  Send,
  Split,
  StartHandler,
  Subprocess,
  Timer,
  View,
  type Activation,
  type FlowClass,
  type FlowNode,
  type Process,
  type Task,
} from 'nestflow';
import { compileFlows } from '../../libs/workflow/src/definition/compile.js';
import { onEachStore } from '../support/stores.js';

class Trip {
  booked: string[] = [];
  cancelled: string[] = [];
  rounds = 0;
  key?: string;
}

/** A flight by code, a hotel by a person and a car in the background, side by side; then all of it is taken back. */
@Flow({ data: Trip })
class TravelFlow {
  failing: string | undefined;

  @StartHandler({ next: 'book' }) start!: FlowNode;
  @Split({ branches: ['bookFlight', 'bookHotel', 'bookCar'] }) book!: FlowNode;
  @Handler({ next: 'booked', compensateWith: 'cancelFlight' })
  bookFlight({ process }: Activation<Trip>) {
    process.data.booked.push('flight');
  }
  @View({ next: 'booked', compensateWith: 'cancelHotel' }) bookHotel!: FlowNode;
  @Job({ next: 'booked', compensateWith: 'cancelCar' }) bookCar() {}
  @Join({ next: 'decide' }) booked!: FlowNode;
  @View({ next: 'takeBack' }) decide!: FlowNode;
  @CompensateThrow({ next: 'again' }) takeBack!: FlowNode;
  @View({ next: 'takeBackAgain' }) again!: FlowNode;
  @CompensateThrow({ next: 'end' }) takeBackAgain!: FlowNode;
  @End() end!: FlowNode;

  @Handler() cancelFlight(activation: Activation<Trip>, task: Task) {
    this.cancel(activation, task);
  }
  @Handler() cancelHotel(activation: Activation<Trip>, task: Task) {
    this.cancel(activation, task);
  }
  @Handler() cancelCar(activation: Activation<Trip>, task: Task) {
    this.cancel(activation, task);
  }

  private cancel({ process, node }: Activation<Trip>, task: Task) {
    if (node.name === this.failing) throw Object.assign(new Error('No refund'), { code: 'REFUND' });
    process.data.cancelled.push(task.node);
  }
}

/** As often round as it is told; the last two rounds are taken back, an hour later by the clock. */
@Flow({ data: Trip })
class RoundsFlow {
  broken = false;
  @StartHandler({ next: 'step' })
  start({ process }: Activation<Trip>, rounds: number) {
    process.data.rounds = rounds;
  }
  @Handler({ next: 'more', compensateWith: 'unstep' })
  step({ process, task }: Activation<Trip>) {
    process.data.rounds -= 1;
    task.data = process.data.rounds;
  }
  @If({ then: 'step', else: 'wait' })
  more({ process }: Activation<Trip>) {
    return process.data.rounds > 0;
  }
  @Timer({ after: '1h', next: 'takeBack' }) wait!: FlowNode;
  @CompensateThrow({ of: ['step'], next: 'tell' }) takeBack!: FlowNode;
  @Handler({ next: 'end', compensateWith: 'untell' }) tell() {}
  @End() end!: FlowNode;
  @Handler() untell() {}
  @Handler()
  async unstep(activation: Activation<Trip>, step: Task) {
    await activation.flush();
    const { process, task } = activation;
    if (this.broken && step.data === 0) throw new Error('No way back');
    process.data.cancelled.push(`${String(step.data)}=${String(task.data)}`);
  }
}

@Flow({ data: Trip })
class LegFlow {
  static failing = false;
  @StartHandler({ next: 'ride' })
  start({ process }: Activation<Trip>, name: string) {
    process.data.key = name;
  }
  @Handler({ next: 'end', compensateWith: 'returnTicket' }) ride() {}
  @End() end!: FlowNode;
  @Handler()
  returnTicket({ process }: Activation<Trip>) {
    if (LegFlow.failing && process.data.key === 'first') throw new Error('No refund');
    process.data.cancelled.push(process.data.key ?? '');
  }
}

@Flow({ data: Trip })
class JourneyFlow {
  @StartHandler({ next: 'insure' }) start!: FlowNode;
  @Subprocess({
    flow: LegFlow,
    start: 'start',
    payload: () => 'insurance',
    next: 'legs',
    compensateWith: 'keep',
  })
  insure!: FlowNode;
  @MultiSubprocess({ flow: LegFlow, start: 'start', items: () => ['first', 'second'], next: 'decide' })
  legs({ process }: Activation<Trip>, children: readonly Process[]) {
    process.data.booked = children.map(({ id }) => id);
  }
  @View({ next: 'takeBack' }) decide!: FlowNode;
  @CompensateThrow({ next: 'end' }) takeBack!: FlowNode;
  @End() end!: FlowNode;
  @Send({ name: 'insurance-kept', ttl: '1h', key: ({ process }: Activation) => process.id })
  keep(_: Activation<Trip>, insured: Task) {
    return insured.node;
  }
}

@Flow({ data: Trip })
class ListeningFlow {
  @StartHandler({ next: 'kept' })
  start({ process }: Activation<Trip>, key: string) {
    process.data.key = key;
  }
  @MessageCatch({
    name: 'insurance-kept',
    key: ({ process }: Activation<Trip>) => process.data.key ?? '',
    next: 'end',
  })
  kept({ process }: Activation<Trip>, what: string) {
    process.data.booked = [what];
  }
  @End() end!: FlowNode;
}

onEachStore('Compensation', (makeRun) => {
  const withInstance = <F extends object>(flowClass: FlowClass<F>, instance: F) =>
    makeRun([flowClass], { instances: new Map<FlowClass, object>([[flowClass, instance]]) });
  const dataOf = async (run: Awaited<ReturnType<typeof makeRun>>, id: string) =>
    (await run.process(id)).data as Trip;

  /** Books the three, in this order. */
  async function travel(flow: TravelFlow, order: readonly ('hotel' | 'car')[]) {
    const run = await withInstance(TravelFlow, flow);
    const { process } = await run.start(TravelFlow, 'start');
    for (const next of order) {
      run.clock.advance('1m');
      if (next === 'car') await run.work();
      else await run.complete(process.id, 'bookHotel');
    }
    run.clock.advance('1m');
    return { run, id: process.id };
  }

  it.each([
    [['hotel', 'car'] as const, ['bookCar', 'bookHotel', 'bookFlight']],
    [['car', 'hotel'] as const, ['bookHotel', 'bookCar', 'bookFlight']],
  ])(
    'B60 calls the handlers of completed tasks in reverse order of completion: %j',
    async (order, expected) => {
      const { run, id } = await travel(new TravelFlow(), order);
      await run.complete(id, 'decide');
      expect((await dataOf(run, id)).cancelled).toEqual(expected);
      expect((await run.history(id)).slice(-5)).toEqual([
        'takeBack DONE',
        ...expected.map((node) => `${node.replace('book', 'cancel')} DONE`),
        'again NEW',
      ]);
      const compensated = run.events.filter(({ type }) => type === 'task.compensated');
      const tasks = await run.tasks(id);
      expect(compensated.map(({ taskId }) => tasks.find((task) => task.id === taskId)?.node)).toEqual(
        expected,
      );
    },
  );

  it('B60 compensates each task once, however often it is thrown', async () => {
    const { run, id } = await travel(new TravelFlow(), ['hotel', 'car']);
    await run.complete(id, 'decide');
    await run.complete(id, 'again');
    expect((await dataOf(run, id)).cancelled).toHaveLength(3);
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('B60 does not compensate what was cancelled or undone', async () => {
    const run = await makeRun([TravelFlow]);
    const { process } = await run.start(TravelFlow, 'start');
    await run.complete(process.id, 'bookHotel');
    await run.make(process.id, 'bookCar', 'cancel');
    await run.make(process.id, 'decide', 'cancel');
    await run.make(process.id, 'booked', 'undo');
    await run.make(process.id, 'bookHotel', 'undo');
    await run.make(process.id, 'booked', 'revive');
    await run.complete(process.id, 'decide');
    expect((await dataOf(run, process.id)).cancelled).toEqual(['bookFlight']);
  });

  it('B60 a handler that fails rolls back the whole throw, in the foreground', async () => {
    const flow = new TravelFlow();
    const { run, id } = await travel(flow, ['hotel', 'car']);
    flow.failing = 'cancelHotel';
    const before = await run.history(id);
    await expect(run.complete(id, 'decide')).rejects.toThrow('No refund');
    expect(await run.history(id)).toEqual(before);
    expect((await dataOf(run, id)).cancelled).toEqual([]);

    flow.failing = undefined;
    await run.complete(id, 'decide');
    expect((await dataOf(run, id)).cancelled).toHaveLength(3);
  });

  it('B60 a handler that fails rolls back the whole throw, in the background, for a manager to retry', async () => {
    const flow = new RoundsFlow();
    const run = await withInstance(RoundsFlow, flow);
    const { process } = await run.start(RoundsFlow, 'start', 3);
    flow.broken = true;
    await run.advance('1h');
    expect(await run.waiting(process.id)).toEqual(['takeBack']);
    expect((await run.history(process.id)).slice(-2)).toEqual(['wait DONE', 'takeBack ERROR']);
    expect((await dataOf(run, process.id)).cancelled).toEqual([]);
    expect(run.events.filter(({ type }) => type === 'task.compensated')).toEqual([]);

    flow.broken = false;
    await run.make(process.id, 'takeBack', 'retry');
    expect((await dataOf(run, process.id)).cancelled).toEqual(['0=0', '1=1', '2=2']);
  });

  it('B60 every round of a loop is compensated; of other nodes nothing is', async () => {
    const run = await makeRun([RoundsFlow]);
    const { process } = await run.start(RoundsFlow, 'start', 2);
    await run.advance('1h');
    expect((await run.history(process.id)).slice(-5)).toEqual([
      'takeBack DONE',
      'unstep DONE',
      'unstep DONE',
      'tell DONE',
      'end DONE',
    ]);
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B64 B66 what was compensated is undone after its compensation, and can be compensated again', async () => {
    const { run, id } = await travel(new TravelFlow(), ['hotel', 'car']);
    await run.complete(id, 'decide');
    await run.with(id, 'bookFlight', {}, ({ undo }) => {
      expect(undo.canProceed()).toBe(false);
    });
    await run.make(id, 'cancelFlight', 'undo');
    await run.make(id, 'cancelFlight', 'revive');
    expect((await dataOf(run, id)).cancelled.at(-1)).toBe('bookFlight');
    await run.make(id, 'cancelFlight', 'undo');
    await run.complete(id, 'again');
    expect((await dataOf(run, id)).cancelled.slice(3)).toEqual(['bookFlight', 'bookFlight']);
  });

  it('B60 a subprocess is compensated by its own handler, else by what its children say, the last first', async () => {
    const run = await makeRun([JourneyFlow, LegFlow, ListeningFlow]);
    const { process } = await run.start(JourneyFlow, 'start');
    await run.work();
    const [first = '', second = ''] = (await dataOf(run, process.id)).booked;
    const listening = await run.start(ListeningFlow, 'start', process.id);
    await run.complete(process.id, 'decide');
    await run.work();

    expect((await dataOf(run, first)).cancelled).toEqual(['first']);
    expect((await dataOf(run, second)).cancelled).toEqual(['second']);
    expect(await run.history(first)).toEqual(['start DONE', 'ride DONE', 'end DONE', 'returnTicket DONE']);
    expect((await run.process(first)).status).toBe('DONE');
    expect((await dataOf(run, listening.process.id)).booked).toEqual(['insure']);
  });

  it('B60 a child whose handler fails rolls back the whole throw, other children and messages included', async () => {
    const run = await makeRun([JourneyFlow, LegFlow, ListeningFlow]);
    const { process } = await run.start(JourneyFlow, 'start');
    await run.work();
    const [first = '', second = ''] = (await dataOf(run, process.id)).booked;
    LegFlow.failing = true;
    await expect(run.complete(process.id, 'decide')).rejects.toThrow('No refund');
    LegFlow.failing = false;
    expect((await dataOf(run, second)).cancelled).toEqual([]);
    expect(await run.history(first)).toEqual(['start DONE', 'ride DONE', 'end DONE']);
    expect(await run.waiting(process.id)).toEqual(['decide']);
  });
});

describe('Compensation', () => {
  const mistakesOf = (flowClass: FlowClass): string => {
    try {
      compileFlows([flowClass]);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('B4 boot says what is wrong with it', () => {
    @Flow({ data: Trip })
    class Wrong {
      @StartHandler({ next: 'a' }) start!: FlowNode;
      @Handler({ next: 'b', compensateWith: 'ask' }) a() {}
      @Handler({ next: 'takeBack', compensateWith: 'back' }) b() {}
      @View({ next: 'end' }) ask!: FlowNode;
      @Handler({ next: 'end' }) back() {}
      @CompensateThrow({ of: ['b', 'ask'], next: 'end' }) takeBack!: FlowNode;
      @End() end!: FlowNode;
      @Handler() alone() {}
    }
    const said = mistakesOf(Wrong);
    expect(said).toContain("'a' is compensated with 'ask', a VIEW node: expected a @Handler or @Send");
    expect(said).toContain(
      "'b' is compensated with 'back', which leads on to 'end': expected it without a way out",
    );
    expect(said).toContain("'takeBack' compensates 'ask', which does not say with what");
    expect(said).toContain("'alone' has no way out");
    expect(said).toContain("'alone' cannot be reached");
  });

  it('B4 a throw in a flow that has nothing to compensate is a mistake', () => {
    @Flow({ data: Trip })
    class Nothing {
      @StartHandler({ next: 'takeBack' }) start!: FlowNode;
      @CompensateThrow({ next: 'end' }) takeBack!: FlowNode;
      @End() end!: FlowNode;
    }
    expect(mistakesOf(Nothing)).toContain("'takeBack' compensates, but no task of this flow says with what");
  });
});
