import {
  End,
  ErrorEnd,
  Flow,
  If,
  Job,
  Join,
  MultiSubprocess,
  Split,
  StartHandler,
  Timer,
  View,
  type Activation,
  type FlowNode,
  type Process,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Data {
  asked = 0;
  lines?: string[];
  name?: string;
  made?: string[];
}

/** What goes wrong outside: nobody may be asked, these loaves burn, these cannot be begun. */
const world = { isClosed: false, burns: [] as string[], lacks: [] as string[] };

@Flow({ data: Data })
class Asking {
  @StartHandler({ next: 'pause' }) start!: FlowNode;
  @Timer({ after: '1h', next: 'ask' }) pause!: FlowNode;
  @View({
    next: 'end',
    onCreate: ({ process }: Activation<Data>) => {
      process.data.asked += 1;
      if (world.isClosed) throw new Error('closed');
    },
  })
  ask!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Packing {
  @StartHandler({ next: 'each' })
  start({ process }: Activation<Data>, lines?: string[]) {
    process.data.lines = lines;
  }
  @Split({
    branches: [{ to: 'pack', items: ({ process }: Activation<Data>) => process.data.lines as string[] }],
  })
  each!: FlowNode;
  @View({ next: 'join' }) pack!: FlowNode;
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Baking {
  @StartHandler({ next: 'burns' })
  start({ process }: Activation<Data>, name: string) {
    if (world.lacks.includes(name)) throw new Error(`no ${name}`);
    process.data.name = name;
  }
  @If({ then: 'burnt', else: 'end' })
  burns({ process }: Activation<Data>) {
    return world.burns.includes(process.data.name ?? '');
  }
  @ErrorEnd({ code: 'BURNT' }) burnt!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Ordering {
  @StartHandler({ next: 'bread' })
  start({ process }: Activation<Data>, lines?: string[]) {
    process.data.lines = lines;
  }
  @MultiSubprocess({
    flow: Baking,
    start: 'start',
    items: ({ process }: Activation<Data>) => process.data.lines as string[],
    next: 'end',
  })
  bread({ process }: Activation<Data>, children: Process<Data>[]) {
    process.data.made = children.flatMap(({ status, data }) => (status === 'DONE' ? [data.name ?? ''] : []));
  }
  @End() end!: FlowNode;
}

/** What the options of a task answer. */
const answers: { due?: Date; priority?: number; after?: number } = {};
let made = 0;

@Flow({ data: Data })
class Planning {
  @StartHandler({ next: 'make' }) start!: FlowNode;
  @Job({ next: 'plan' })
  make() {
    made += 1;
  }
  @View({
    due: () => answers.due,
    priority: () => answers.priority ?? 0,
    onTimeout: { after: () => answers.after ?? '1d', then: 'end' },
    next: 'end',
  })
  plan!: FlowNode;
  @End() end!: FlowNode;
}

onEachStore('Tasks that could not be begun', (makeRun) => {
  beforeEach(() => Object.assign(world, { isClosed: false, burns: [], lacks: [] }));

  it('B29 leave the process data as it was', async () => {
    const run = await makeRun([Asking]);
    const { id } = (await run.start(Asking, 'start')).process;
    world.isClosed = true;
    await run.advance('1h');
    expect(await run.history(id)).toEqual(['start DONE', 'pause DONE', 'ask ERROR']);
    expect((await run.process(id)).data).toMatchObject({ asked: 0 });
    world.isClosed = false;
    await run.make(id, 'ask', 'retry');
    expect((await run.process(id)).data).toMatchObject({ asked: 1 });
  });

  it('B62 lose no item when they are retried and fail again on the way', async () => {
    const run = await makeRun([Ordering, Baking]);
    world.burns = ['rye', 'oat'];
    const { id } = (await run.start(Ordering, 'start', ['rye', 'oat', 'wheat'])).process;
    await run.work();
    expect((await run.newest(id, 'bread')).status).toBe('ERROR');
    Object.assign(world, { burns: [], lacks: ['oat'] });
    await run.make(id, 'bread', 'retry');
    expect((await run.newest(id, 'bread')).status).toBe('ERROR');
    world.lacks = [];
    await run.make(id, 'bread', 'retry');
    await run.work();
    expect((await run.process(id)).data).toMatchObject({ made: ['wheat', 'rye', 'oat'] });
  });

  it.each([[undefined], [null], ['rye'], [{ name: 'rye' }]])(
    'B38 B62 are told that %j is no list of items',
    async (answer: unknown) => {
      const lines = answer as string[];
      const run = await makeRun([Packing, Ordering, Baking]);
      const said = /Expected 'items' of '(each|bread)' to answer a list/;
      await expect(run.start(Packing, 'start', lines)).rejects.toThrow(said);
      await expect(run.start(Ordering, 'start', lines)).rejects.toThrow(said);
    },
  );

  it.each([
    ['plan', 'due', { due: new Date('never') }],
    ['plan', 'priority', { priority: NaN }],
    ['plan', 'priority', { priority: 1.5 }],
    ['plan', 'priority', { priority: 3_000_000_000 }],
    ['plan:timeout', 'after', { after: 8.64e15 }],
  ])('B35 B52 have failed, not the job before: %s with a bad %s', async (node, option, answer) => {
    const run = await makeRun([Planning]);
    Object.assign(answers, { due: undefined, priority: undefined, after: undefined }, answer);
    made = 0;
    const { id } = (await run.start(Planning, 'start')).process;
    await run.advance('1h');
    expect(made).toBe(1);
    expect((await run.newest(id, 'make')).status).toBe('DONE');
    const task = await run.newest(id, node);
    expect(task.status).toBe('ERROR');
    expect(task.error?.message).toMatch(new RegExp(`^Expected '${option}' of '${node}' to be`));
  });
});
