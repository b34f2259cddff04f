import {
  End,
  Flow,
  MessageCatch,
  NobodyWaitsError,
  SignalCatch,
  StartHandler,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { FlowRun } from 'nestflow/testing';
import { InMemoryStore } from '../../libs/workflow/src/testing/in-memory/in-memory-store.js';
import { onEachStore } from '../support/stores.js';
import { enabled } from './orders.js';

class Data {
  key = '';
  got?: number;
}

@Flow({ data: Data })
class HearsSignal {
  @StartHandler({ next: 'before' }) start!: FlowNode;
  @View({ next: 'hear' }) before!: FlowNode;
  @SignalCatch({ name: 'doors-open', next: 'after' }) hear!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class HearsMessage {
  @StartHandler({ next: 'hear' })
  start({ process }: Activation<Data>, key: string) {
    process.data.key = key;
  }
  @MessageCatch({ name: 'parcel', key: ({ process }: Activation<Data>) => process.data.key, next: 'after' })
  hear({ process }: Activation<Data>, number: number) {
    process.data.got = number;
  }
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

let keys = 0;

onEachStore('Triggers', (makeRun, store) => {
  it('WCP23 Transient Trigger', async () => {
    const run = await makeRun([HearsSignal, HearsMessage]);
    const { process } = await run.start(HearsSignal, 'start');
    const { process: other } = await run.start(HearsSignal, 'start');
    // before anybody waits it is lost
    await run.executor.signal('doors-open');
    await run.complete(process.id, 'before');
    await run.complete(other.id, 'before');
    expect(await enabled(run, process.id)).toEqual(['hear']);
    // a broadcast releases everybody who waits, once
    await run.executor.signal('doors-open');
    for (const { id } of [process, other]) {
      expect(await enabled(run, id)).toEqual(['after']);
      expect((await run.history(id)).filter((line) => line === 'hear DONE')).toHaveLength(1);
    }
    await run.executor.signal('doors-open');
    expect(await enabled(run, process.id)).toEqual(['after']);

    // a message is lost, and says so, or releases one
    const key = `wcp23-${++keys}`;
    await expect(run.messages.send('parcel', key, 0)).rejects.toThrow(NobodyWaitsError);
    const first = await run.start(HearsMessage, 'start', key);
    const second = await run.start(HearsMessage, 'start', key);
    expect(await enabled(run, first.process.id)).toEqual(['hear']);
    await run.messages.send('parcel', key, 1);
    expect(await enabled(run, first.process.id)).toEqual(['after']);
    expect(await enabled(run, second.process.id)).toEqual(['hear']);
  });

  it('WCP24 Persistent Trigger', async () => {
    const memory = new InMemoryStore();
    const tables = {
      process: (id: string) => Promise.resolve(memory.tables.processes.get(id)),
      tasks: (id: string) => Promise.resolve(memory.tables.tasksOf(id)),
    };
    // every instance of the application has a run of its own over the one store
    const instance = () =>
      store === 'memory'
        ? Promise.resolve(new FlowRun([HearsMessage], { store: memory, tables }))
        : makeRun([HearsMessage]);
    const key = `wcp24-${++keys}`;
    const before = await instance();
    for (const number of [1, 2]) {
      expect(await before.messages.send('parcel', key, number, { ttl: '1h' })).toBe('kept');
      before.clock.advance('1s');
    }
    const after = await instance();
    const got: (number | undefined)[] = [];
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      const { process } = await after.start(HearsMessage, 'start', key);
      ids.push(process.id);
      got.push(((await after.process(process.id)).data as Data).got);
    }
    expect(got).toEqual([1, 2, undefined]);
    expect(await enabled(after, ids[2]!)).toEqual(['hear']);
    await after.messages.send('parcel', key, 3, { ttl: '1h' });
    expect(await enabled(after, ids[2]!)).toEqual(['after']);
  });
});
