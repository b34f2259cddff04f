import {
  End,
  Flow,
  Handler,
  If,
  Job,
  Join,
  Split,
  StartHandler,
  type Activation,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Data {
  rounds?: number;
}

/** Its condition asks for what nobody changes. */
@Flow({ data: Data })
class Circling {
  @StartHandler({ next: 'tidy' }) start() {}
  @Handler({ next: 'isTidy' }) tidy() {}
  @If({ then: 'end', else: 'tidy' })
  isTidy({ process }: Activation<Data>) {
    return process.data.rounds === 3;
  }
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class CirclingWide extends Circling {
  @Handler({ next: 'split' }) override tidy() {}
  @Split({ branches: ['left', 'right'] }) split!: FlowNode;
  @Handler({ next: 'join' }) left() {}
  @Handler({ next: 'join' }) right() {}
  @Join({ next: 'isTidy' }) join!: FlowNode;
}

@Flow({ data: Data })
class CirclingOnError {
  @StartHandler({ next: 'attempt' }) start!: FlowNode;
  @Handler({ next: 'end', onError: { then: 'again' } })
  attempt() {
    throw new Error('it never works');
  }
  @Handler({ next: 'attempt' }) again() {}
  @End() end!: FlowNode;
}

@Flow({ data: Data })
class CirclingLater extends Circling {
  @StartHandler({ next: 'job' }) override start() {}
  @Job({ next: 'tidy' }) job() {}
}

onEachStore('a flow that goes in circles without ever waiting', (makeRun, store) => {
  it.each<[string, FlowClass, string]>([
    ['by its condition', Circling, "'isTidy', 'tidy'"],
    ['through a split and its join', CirclingWide, "'join'"],
    ['by its way out of an error', CirclingOnError, "'again'"],
  ])('is stopped, and nothing has changed: %s', async (_, flow, named) => {
    const run = await makeRun([flow]);
    await expect(run.start(flow as typeof Circling, 'start')).rejects.toMatchObject({
      code: 'engine-fault',
      message: expect.stringMatching(new RegExp(`goes in circles.*${named}`)),
    });
    expect(run.events).toEqual([]);
  });

  if (store !== 'memory' && store !== 'pglite') return;

  it('fails where it is in the background, and goes on once its cause is gone', async () => {
    const run = await makeRun([CirclingLater]);
    const { process } = await run.start(CirclingLater, 'start');
    await run.work();
    const failed = (await run.tasks(process.id)).filter(({ status }) => status === 'ERROR');
    expect(failed).toMatchObject([{ error: { code: 'engine-fault' } }]);
    await run.with(process.id, failed[0]?.node ?? '', {}, (activation) => {
      (activation.process.data as Data).rounds = 3;
    });
    await run.make(process.id, failed[0]?.node ?? '', 'retry');
    expect((await run.process(process.id)).status).toBe('DONE');
  });
});
