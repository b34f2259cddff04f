import {
  End,
  Flow,
  Handler,
  If,
  Join,
  Split,
  StartHandler,
  Subprocess,
  View,
  type Activation,
  type FlowNode,
  type Process,
} from 'nestflow';
import { iterationsOf } from '../../libs/workflow/src/runtime/iterations.js';
import { onEachStore } from '../support/stores.js';
import { completeAll, enabled } from './orders.js';

class Data {
  i = 0;
  rounds = 0;
  n = 0;
  result = 0;
}

/** A loop with two entries (m1, m2) and two exits (x1, x2). */
@Flow({ data: Data })
class ArbitraryCycles {
  @StartHandler({ next: 'a' })
  start({ process }: Activation<Data>, i: number) {
    process.data.i = i;
  }
  @View({ next: 'inc' }) a!: FlowNode;
  @Handler({ next: 'x1' })
  inc({ process }: Activation<Data>) {
    process.data.i += 1;
  }
  @If({ then: 'a', else: 'b' })
  x1({ process }: Activation<Data>) {
    return process.data.i < 2;
  }
  @View({ next: 'x2' }) b!: FlowNode;
  @If({ then: 'inc', else: 'end' })
  x2({ process }: Activation<Data>) {
    return process.data.i < 3;
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class ImplicitTermination {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c'] }) split!: FlowNode;
  @View({ next: 'end1' }) b!: FlowNode;
  @View({ next: 'end2' }) c!: FlowNode;
  @End() end1!: FlowNode;
  @End() end2!: FlowNode;
}

@Flow({ data: Data })
class Deadlock {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['b', 'c'] }) split!: FlowNode;
  @View({ next: 'join' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @Join({ needs: 2, next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class WhileLoop {
  @StartHandler({ next: 'more' })
  start({ process }: Activation<Data>, rounds: number) {
    process.data.rounds = rounds;
  }
  @If({ then: 'body', else: 'end' })
  more({ process }: Activation<Data>) {
    return process.data.i < process.data.rounds;
  }
  @View({ next: 'more' })
  body({ process }: Activation<Data>) {
    process.data.i += 1;
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class RepeatLoop {
  @StartHandler({ next: 'body' })
  start({ process }: Activation<Data>, rounds: number) {
    process.data.rounds = rounds;
  }
  @View({ next: 'enough' })
  body({ process }: Activation<Data>) {
    process.data.i += 1;
  }
  @If({ then: 'end', else: 'body' })
  enough({ process }: Activation<Data>) {
    return process.data.i >= process.data.rounds;
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Factorial {
  @StartHandler({ next: 'isOne' })
  start({ process }: Activation<Data>, n: number) {
    process.data.n = n;
  }
  @If({ then: 'one', else: 'smaller' })
  isOne({ process }: Activation<Data>) {
    return process.data.n <= 1;
  }
  @View({ next: 'end' })
  one({ process }: Activation<Data>) {
    process.data.result = 1;
  }
  @Subprocess({
    flow: () => Factorial,
    start: 'start',
    payload: ({ process }: Activation<Data>) => process.data.n - 1,
    next: 'end',
  })
  smaller({ process }: Activation<Data>, child: Process<Data>) {
    process.data.result = process.data.n * child.data.result;
  }
  @End() end!: FlowNode;
}

onEachStore('Structure', (makeRun) => {
  it('WCP10 Arbitrary Cycles', async () => {
    const run = await makeRun([ArbitraryCycles]);
    for (const [i, expected] of [
      [2, ['a', 'b']],
      [1, ['a', 'b', 'b']],
      [0, ['a', 'a', 'b', 'b']],
    ] as const) {
      const { process } = await run.start(ArbitraryCycles, 'start', i);
      for (const node of expected) {
        expect(await enabled(run, process.id)).toEqual([node]);
        await run.complete(process.id, node);
      }
      expect((await run.process(process.id)).status).toBe('DONE');
    }
  });

  it('WCP11 Implicit Termination', async () => {
    const run = await makeRun([ImplicitTermination, Deadlock]);
    const { process } = await run.start(ImplicitTermination, 'start');
    await run.complete(process.id, 'b');
    expect((await run.process(process.id)).status).toBe('NEW');
    await run.complete(process.id, 'c');
    expect((await run.process(process.id)).status).toBe('DONE');

    const stuck = await run.start(Deadlock, 'start');
    await completeAll(run, stuck.process.id, ['b', 'c']);
    expect(await run.waiting(stuck.process.id)).toEqual(['join']);
    expect((await run.process(stuck.process.id)).status).toBe('NEW');
  });

  it('WCP21 Structured Loop', async () => {
    const run = await makeRun([WhileLoop, RepeatLoop]);
    const started = async (rounds: number) => [
      (await run.start(WhileLoop, 'start', rounds)).process,
      ...(rounds === 0 ? [] : [(await run.start(RepeatLoop, 'start', rounds)).process]),
    ];
    for (const [process, rounds] of [
      ...(await started(0)).map((one) => [one, 0] as const),
      ...(await started(1)).map((one) => [one, 1] as const),
      ...(await started(3)).map((one) => [one, 3] as const),
    ]) {
      for (let round = 1; round <= rounds; round++) await run.complete(process.id, 'body');
      expect((await run.process(process.id)).status).toBe('DONE');
      const bodies = (await run.tasks(process.id)).filter(({ node }) => node === 'body');
      // the history numbers them
      const numbers = iterationsOf(run.registry.named(process.flow).graph, await run.tasks(process.id));
      expect(bodies.map(({ id }) => numbers.get(id))).toEqual([1, 2, 3].slice(0, rounds));
    }
  });

  it('WCP22 Recursion', async () => {
    const run = await makeRun([Factorial]);
    const { process } = await run.start(Factorial, 'start', 5);
    const nested = [process];
    for (;;) {
      const [call] = (await run.tasks(nested.at(-1)!.id)).filter(({ node }) => node === 'smaller');
      if (!call) break;
      const started = run.events.filter(({ type }) => type === 'process.started');
      const children = await Promise.all(started.map(({ processId }) => run.process(processId!)));
      nested.push(children.find(({ parentTaskId }) => parentTaskId === call.id)!);
    }
    // five instances, each with a state of its own
    expect(nested.map(({ data }) => (data as Data).n)).toEqual([5, 4, 3, 2, 1]);
    await run.complete(nested[4]!.id, 'one');
    const results = await Promise.all(nested.map(async ({ id }) => run.process(id)));
    expect(results.map(({ status, data }) => [status, (data as Data).result])).toEqual([
      ['DONE', 120],
      ['DONE', 24],
      ['DONE', 6],
      ['DONE', 2],
      ['DONE', 1],
    ]);
  });
});
