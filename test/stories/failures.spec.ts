import {
  End,
  ErrorEnd,
  Flow,
  Handler,
  If,
  Join,
  Receive,
  Split,
  StartHandler,
  TerminateEnd,
  View,
  type Activation,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Data {
  broken?: boolean;
  written?: string;
}

class Broken extends Error {
  readonly code = 'E_BROKEN';
  readonly secret = 'a request body';
}

@Flow({ data: Data })
class Fragile {
  @StartHandler({ next: 'wait' })
  start({ process }: Activation<Data>, broken: boolean) {
    process.data.broken = broken;
  }
  @Receive({ next: 'split' })
  wait(_activation: Activation<Data>, payload: string) {
    if (payload === 'explode') throw new Broken('the receiver broke');
    return `got ${payload}`;
  }
  @Split({ branches: ['work', 'other'] }) split!: FlowNode;
  @Handler({ next: 'join' })
  work({ process }: Activation<Data>) {
    process.data.written = 'half';
    if (process.data.broken) throw new Broken('the handler broke');
  }
  @Handler({ next: 'join' }) other() {}
  @Join({ next: 'end' }) join!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Ends {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['a', 'b', 'c'] }) split!: FlowNode;
  @View({ next: 'how' }) a!: FlowNode;
  @View({ next: 'end' }) b!: FlowNode;
  @View({ next: 'end' }) c!: FlowNode;
  @If({ then: 'terminate', else: 'fail' })
  how({ process }: Activation<Data>) {
    return process.data.broken !== true;
  }
  @TerminateEnd() terminate!: FlowNode;
  @ErrorEnd({ code: 'OUT_OF_STOCK' }) fail!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Answering {
  @StartHandler({ next: 'end' })
  begin(_activation: Activation<Data>, name: string) {
    return `hello ${name}`;
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Flushing {
  broken = true;
  @StartHandler({ next: 'check' }) start!: FlowNode;
  @Handler({ next: 'risky' }) check() {}
  @Handler({ next: 'end', onError: { code: 'CAUGHT', then: 'recover' } })
  async risky(activation: Activation<Data>) {
    await activation.flush();
    if (this.broken) throw new Error('Too late');
    throw Object.assign(new Error('Caught'), { code: 'CAUGHT' });
  }
  @View({ next: 'end' }) recover!: FlowNode;
  @End() end!: FlowNode;
}

onEachStore('Failures and ends', (makeRun) => {
  const repair = (run: Awaited<ReturnType<typeof makeRun>>, processId: string) =>
    run.with(processId, 'start', {}, ({ process }) => {
      (process.data as Data).broken = false;
    });

  it('B10 a process started from code is stored with its times, and the handler answers the caller', async () => {
    const run = await makeRun([Answering]);
    const { process, result } = await run.start(Answering, 'begin', 'Ann');
    expect(result).toBe('hello Ann');
    expect((await run.process(process.id)).createdAt).toEqual(run.clock.now());
    const now = run.clock.now();
    expect(await run.newest(process.id, 'begin')).toMatchObject({
      status: 'DONE',
      startedAt: now,
      finishedAt: now,
    });
  });

  it('B11 an error while starting leaves nothing behind and reaches the caller unchanged', async () => {
    const run = await makeRun([Fragile]);
    const { process } = await run.start(Fragile, 'start', true);
    const before = run.events.length;
    const error = await run
      .flow(Fragile)
      .receive('wait', { processId: process.id }, 'on')
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Broken);
    expect(run.events).toHaveLength(before);
  });

  it('B29 B31 a foreground failure rolls the whole action back: the receiver still waits', async () => {
    const run = await makeRun([Fragile]);
    const { process } = await run.start(Fragile, 'start', true);
    const receive = (payload: string) =>
      run.flow(Fragile).receive('wait', { processId: process.id }, payload);
    await expect(receive('explode')).rejects.toThrow('the receiver broke');
    await expect(receive('go on')).rejects.toThrow('the handler broke');
    expect(await run.history(process.id)).toEqual(['start DONE', 'wait NEW']);
  });

  it('B31 receiving runs, completes and answers; twice is refused', async () => {
    const run = await makeRun([Fragile]);
    const { process } = await run.start(Fragile, 'start', false);
    const { id: taskId } = await run.newest(process.id, 'wait');
    expect(await run.flow(Fragile).receive('wait', { taskId }, 'it')).toBe('got it');
    await expect(run.flow(Fragile).receive('wait', { taskId }, 'it')).rejects.toThrow(/it is DONE/);
    await expect(run.flow(Fragile).receive('wait', { processId: process.id }, 'it')).rejects.toThrow(
      /waiting/,
    );
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it('B29 B30 B42 a background failure keeps the error on its task, and the join waits for it', async () => {
    const run = await makeRun([Fragile]);
    const { process } = await run.start(Fragile, 'start', true);
    await run.flow(Fragile).receive('wait', { processId: process.id }, 'it', { failures: 'keep' });
    expect(await run.history(process.id)).toEqual([
      'start DONE',
      'wait DONE',
      'split DONE',
      'work ERROR',
      'other DONE',
      'join NEW',
    ]);
    const { error, attempts } = await run.newest(process.id, 'work');
    expect(error).toMatchObject({ message: 'the handler broke', code: 'E_BROKEN', attempt: 1 });
    expect(error?.stack).toMatch(/at .*work/);
    expect(JSON.stringify(error)).not.toContain('a request body');
    expect(attempts).toBe(1);
    expect(await run.process(process.id)).toMatchObject({ status: 'NEW', data: { broken: true } });
    expect((await run.process(process.id)).data).not.toHaveProperty('written');
  });

  it('B42 retrying what failed counts the attempt, and once it works the join goes on', async () => {
    const run = await makeRun([Fragile]);
    const { process } = await run.start(Fragile, 'start', true);
    await run.flow(Fragile).receive('wait', { processId: process.id }, 'it', { failures: 'keep' });
    await run.make(process.id, 'work', 'retry');
    expect(await run.newest(process.id, 'work')).toMatchObject({ status: 'ERROR', attempts: 2 });
    await repair(run, process.id);
    await run.make(process.id, 'work', 'retry');
    expect((await run.process(process.id)).status).toBe('DONE');
  });

  it.each(['skip', 'cancel'] as const)(
    'B42 the join goes on when what failed is given up: %s',
    async (way) => {
      const run = await makeRun([Fragile]);
      const { process } = await run.start(Fragile, 'start', true);
      await run.flow(Fragile).receive('wait', { processId: process.id }, 'it', { failures: 'keep' });
      await run.make(process.id, 'work', way);
      expect((await run.process(process.id)).status).toBe('DONE');
    },
  );

  it('B48 an end with live siblings ends only its branch', async () => {
    const run = await makeRun([Ends]);
    const { process } = await run.start(Ends, 'start');
    await run.complete(process.id, 'b');
    expect((await run.process(process.id)).status).toBe('NEW');
    expect(await run.waiting(process.id)).toEqual(['a', 'c']);
  });

  it('B49 a terminate end withdraws everything live, and the process is DONE', async () => {
    const run = await makeRun([Ends]);
    const { process } = await run.start(Ends, 'start');
    await run.make(process.id, 'b', 'assign', {}, 'ann');
    await run.complete(process.id, 'a');
    expect((await run.process(process.id)).status).toBe('DONE');
    expect(await run.history(process.id)).toEqual(
      expect.arrayContaining(['b CANCELED', 'c CANCELED', 'terminate DONE']),
    );
    expect((await run.tasks(process.id)).some(({ live }) => live)).toBe(false);
  });

  it('B49 an error end withdraws everything live, and the process is FAILED with its code', async () => {
    const run = await makeRun([Ends]);
    const { process } = await run.start(Ends, 'start');
    await run.with(process.id, 'a', {}, (activation) => {
      (activation.process.data as Data).broken = true;
    });
    await run.complete(process.id, 'a');
    expect((await run.process(process.id)).status).toBe('FAILED');
    expect(run.events.at(-1)).toMatchObject({ type: 'process.failed', payload: { code: 'OUT_OF_STOCK' } });
  });

  it('B50 tells every event once, after the commit', async () => {
    const run = await makeRun([Fragile]);
    const { process } = await run.start(Fragile, 'start', false);
    await run.flow(Fragile).receive('wait', { processId: process.id }, 'it');
    const tasks = await run.tasks(process.id);
    const told = (type: string) => run.events.filter((event) => event.type === type).length;
    expect([told('process.started'), told('process.finished')]).toEqual([1, 1]);
    expect([told('task.created'), told('task.finished')]).toEqual([tasks.length, tasks.length]);
    expect(new Set(run.events.map(({ id }) => id)).size).toBe(run.events.length);
  });

  it('B29 what was written before a failure, and undone with it, is written all the same when it was not the failing node’s', async () => {
    const flow = new Flushing();
    const run = await makeRun([Flushing], { instances: new Map<FlowClass, object>([[Flushing, flow]]) });
    const { process } = await run.start(Flushing, 'start', undefined, { failures: 'keep' });
    expect(await run.history(process.id)).toEqual(['start DONE', 'check DONE', 'risky ERROR']);
    flow.broken = false;
    await run.make(process.id, 'risky', 'retry');
    expect((await run.history(process.id)).slice(2)).toEqual([
      'risky CANCELED',
      'risky:error DONE',
      'recover NEW',
    ]);
    await run.complete(process.id, 'recover');
    expect((await run.process(process.id)).status).toBe('DONE');
  });
});
