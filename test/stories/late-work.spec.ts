import { End, Flow, Handler, StartHandler, Subprocess, View, type FlowNode } from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Data {}

/** What the code of a flow has set up for later, and what it waits for. */
const later = {
  work: () => Promise.resolve<unknown>(undefined),
  until: Promise.resolve(),
  done: Promise.resolve<unknown>(undefined),
};

@Flow({ data: Data })
class Ringing {
  @StartHandler({ next: 'ring' }) start!: FlowNode;
  @Handler({ next: 'listen' })
  ring() {
    later.done = later.until.then(() => later.work());
  }
  @View({ next: 'end' }) listen!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Quick {
  @StartHandler({ next: 'end' }) start!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Calling {
  @StartHandler({ next: 'call' }) start!: FlowNode;
  @Subprocess({ flow: Ringing, start: 'start', next: 'after' }) call!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class Asking {
  @StartHandler({ next: 'ask' }) start!: FlowNode;
  @Subprocess({ flow: Quick, start: 'start', next: 'after' }) ask!: FlowNode;
  @View({ next: 'end' }) after!: FlowNode;
  @End() end!: FlowNode;
}

onEachStore('Work that goes on after the transaction it was begun in', (makeRun) => {
  it('B72 B73 moves the same process, and what that sends arrives at once', async () => {
    const run = await makeRun([Ringing, Calling]);
    let begin = () => {};
    later.until = new Promise((resolve) => (begin = resolve));
    const { process } = await run.start(Calling, 'start');
    const child = run.events.find(
      ({ type, processId }) => type === 'process.started' && processId !== process.id,
    );
    later.work = () => run.flow(Ringing).cancel(child?.processId ?? '');
    begin();
    await later.done;
    expect(await run.waiting(process.id)).toEqual(['after']);
  });

  it('B72 B50 is whole, too, when whoever is told of the commit begins it', async () => {
    const run = await makeRun([Quick, Asking]);
    const started = new Promise<string>((resolve, reject) => {
      const stop = run.executor.changes.on(() => {
        stop();
        run.start(Asking, 'start').then(({ process }) => {
          resolve(process.id);
        }, reject);
      });
    });
    await run.start(Quick, 'start');
    expect(await run.waiting(await started)).toEqual(['after']);
  });
});
