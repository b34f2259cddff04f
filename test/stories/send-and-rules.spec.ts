import { IsInt, IsOptional, IsString, Max } from 'class-validator';
import {
  BusinessRule,
  End,
  EngineFault,
  Flow,
  MessageCatch,
  Send,
  StartHandler,
  View,
  type Activation,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import { compileFlows } from '../../libs/workflow/src/definition/compile.js';
import { onEachStore } from '../support/stores.js';

class Data {
  @IsString() supplier!: string;
  @IsInt() @Max(50) @IsOptional() discount?: number;
  @IsString() @IsOptional() note?: string;
  answer?: unknown;
}

@Flow({ data: Data })
class Ordering {
  broken = false;
  @StartHandler({ next: 'order' })
  start({ process }: Activation<Data>, supplier: string) {
    process.data.supplier = supplier;
  }
  @Send({
    name: 'order',
    key: ({ process }: Activation<Data>) => process.data.supplier,
    ttl: '1h',
    next: 'end',
    onError: { code: 'EMPTY', then: 'fill' },
  })
  order() {
    if (this.broken) throw Object.assign(new Error('Nothing to order'), { code: 'EMPTY' });
    return { lines: 2 };
  }
  @View({ next: 'end' }) fill!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Supplying {
  @StartHandler({ next: 'ordered' })
  start({ process }: Activation<Data>, supplier: string) {
    process.data.supplier = supplier;
  }
  @MessageCatch({
    name: 'order',
    key: ({ process }: Activation<Data>) => process.data.supplier,
    next: 'end',
  })
  ordered({ process }: Activation<Data>, order: unknown) {
    process.data.answer = order;
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Rating {
  decision: unknown;
  @StartHandler({ next: 'rate' })
  start({ process }: Activation<Data>, supplier: string) {
    process.data.supplier = supplier;
  }
  @BusinessRule({ next: 'look', onError: { code: 'UNKNOWN', then: 'ask' } })
  rate(): object | undefined {
    if (this.decision instanceof Error) throw this.decision;
    return this.decision as object | undefined;
  }
  @View({ next: 'end' }) ask!: FlowNode;
  @View({ next: 'end' }) look!: FlowNode;
  @End() end!: FlowNode;
}

onEachStore('Send and rules', (makeRun) => {
  const withInstance = <F extends object>(flowClass: FlowClass<F>, instance: F, ...more: FlowClass[]) =>
    makeRun([flowClass, ...more], { instances: new Map<FlowClass, object>([[flowClass, instance]]) });

  it('a send task’s message reaches who waits for it, with what its method composed', async () => {
    const run = await makeRun([Ordering, Supplying]);
    const supplier = `S-${Math.random()}`;
    const supplying = await run.start(Supplying, 'start', supplier);
    const ordering = await run.start(Ordering, 'start', supplier);
    await run.work();
    expect((await run.process(supplying.process.id)).data).toEqual({ supplier, answer: { lines: 2 } });
    expect(await run.history(ordering.process.id)).toEqual(['start DONE', 'order DONE', 'end DONE']);
  });

  it('a send task’s message leaves only when its transaction commits, and its failure is caught like any work’s', async () => {
    const flow = new Ordering();
    const run = await withInstance(Ordering, flow, Supplying);
    const supplier = `S-${Math.random()}`;
    flow.broken = true;
    const ordering = await run.start(Ordering, 'start', supplier);
    expect(await run.waiting(ordering.process.id)).toEqual(['fill']);
    const supplying = await run.start(Supplying, 'start', supplier);
    await run.work();
    expect(await run.waiting(supplying.process.id)).toEqual(['ordered']);
  });

  it('a rule’s decision is kept in the process data, and nothing is without one', async () => {
    const flow = new Rating();
    const run = await withInstance(Rating, flow);
    flow.decision = { discount: 20, note: 'loyal' };
    const rated = await run.start(Rating, 'start', 'S');
    expect((await run.process(rated.process.id)).data).toEqual({
      supplier: 'S',
      discount: 20,
      note: 'loyal',
    });
    flow.decision = undefined;
    const bare = await run.start(Rating, 'start', 'S');
    expect((await run.process(bare.process.id)).data).toEqual({ supplier: 'S' });
  });

  it.each([
    [{ discount: 51 }, 'discount must not be greater than 50'],
    [{ discount: 'half', note: 7 }, 'note must be a string'],
    [20, 'to return an object of fields to keep, but got a number'],
    [[20], 'but got a list'],
    [JSON.parse('{"__proto__":{"discount":1}}'), 'is not an allowed name'],
  ])('B29 a decision that does not fit, %j, is a fault and changes nothing', async (decision, message) => {
    const flow = new Rating();
    const run = await withInstance(Rating, flow);
    flow.decision = decision;
    const failing = run.start(Rating, 'start', 'S');
    await expect(failing).rejects.toThrow(EngineFault);
    await expect(failing).rejects.toThrow(message);

    const kept = await run.start(Rating, 'start', 'S', { failures: 'keep' });
    expect(await run.history(kept.process.id)).toEqual(['start DONE', 'rate ERROR']);
    expect((await run.process(kept.process.id)).data).toEqual({ supplier: 'S' });
    flow.decision = { discount: 1 };
    await run.make(kept.process.id, 'rate', 'retry');
    expect(await run.waiting(kept.process.id)).toEqual(['look']);
  });

  it('B29 a rule that throws goes where its onError says', async () => {
    const flow = new Rating();
    const run = await withInstance(Rating, flow);
    flow.decision = Object.assign(new Error('No such customer'), { code: 'UNKNOWN' });
    const { process } = await run.start(Rating, 'start', 'S');
    expect(await run.waiting(process.id)).toEqual(['ask']);
  });
});

describe('A send task', () => {
  it('B4 with a name or time to live that is none is refused at boot', () => {
    @Flow({ data: Data })
    class Wrong {
      @StartHandler({ next: 'order' }) start!: FlowNode;
      @Send({ name: 'no name', ttl: 'long', next: 'end' }) order!: FlowNode;
      @End() end!: FlowNode;
    }
    expect(() => compileFlows([Wrong])).toThrow(
      /'order' has the name "no name"[^]*'order' has the ttl "long"/,
    );
  });
});
