import {
  ConditionalCatch,
  End,
  Flow,
  Job,
  Receive,
  Split,
  StartHandler,
  View,
  type Activation,
  type FlowNode,
} from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Data {
  paid?: number;
}

/** What conditions ask, and how often a job has charged. */
const bank = { isDown: true, charged: 0 };

function isPaid({ process }: Activation<Data>): boolean {
  if (bank.isDown && process.data.paid) throw new Error('the bank is down');
  return process.data.paid === 1;
}

/** The condition is asked when the token gets to it. */
@Flow({ data: Data })
class Afterwards {
  @StartHandler({ next: 'charge' }) start!: FlowNode;
  @Job({ next: 'paid' })
  charge({ process }: Activation<Data>) {
    bank.charged += 1;
    process.data.paid = 1;
  }
  @ConditionalCatch({ next: 'ship', onTimeout: { after: '1d', then: 'remind' } })
  paid(activation: Activation<Data>) {
    return isPaid(activation);
  }
  @View({ next: 'end' }) ship!: FlowNode;
  @View({ next: 'end' }) remind!: FlowNode;
  @End() end!: FlowNode;
}

/** The condition waits already when the data changes. */
@Flow({ data: Data })
class Beside {
  @StartHandler({ next: 'split' }) start!: FlowNode;
  @Split({ branches: ['charge', 'paid', 'pay'] }) split!: FlowNode;
  @Job({ next: 'end' })
  charge({ process }: Activation<Data>) {
    bank.charged += 1;
    process.data.paid = 1;
  }
  @ConditionalCatch({ next: 'ship', onTimeout: { after: '1d', then: 'remind' } })
  paid(activation: Activation<Data>) {
    return isPaid(activation);
  }
  @Receive({ next: 'end' })
  pay({ process }: Activation<Data>) {
    process.data.paid = 1;
  }
  @View({ next: 'end' }) ship!: FlowNode;
  @View({ next: 'end' }) remind!: FlowNode;
  @End() end!: FlowNode;
}

onEachStore('Conditions that throw', (makeRun) => {
  beforeEach(() => Object.assign(bank, { isDown: true, charged: 0 }));

  it.each([Afterwards, Beside])(
    'B35 B52 after a good job leave it done and fail visibly, to be asked again (%p)',
    async (flow) => {
      const run = await makeRun([Afterwards, Beside]);
      const { process } = await run.start(flow as typeof Beside, 'start');
      await run.work();
      await run.advance('1m');
      expect(bank.charged).toBe(1);
      expect(await run.newest(process.id, 'charge')).toMatchObject({ status: 'DONE' });
      const failed = await run.newest(process.id, 'paid');
      expect(failed).toMatchObject({ status: 'ERROR', error: { message: 'the bank is down' } });

      const retry = () => run.executor.activate(failed.id, {}, (activation) => activation.retry());
      await retry();
      expect(await run.newest(process.id, 'paid')).toMatchObject({ status: 'ERROR' });
      bank.isDown = false;
      await retry();
      expect(await run.waiting(process.id)).toContain('ship');
      const timeouts = (await run.tasks(process.id)).filter(({ node }) => node === 'paid:timeout');
      expect(timeouts.map(({ status }) => status)).toEqual(['CANCELED']);
    },
  );

  it('B29 in the foreground reach the caller, and nothing has happened', async () => {
    const run = await makeRun([Beside]);
    const { process } = await run.start(Beside, 'start');
    const paying = run.flow(Beside).receive('pay', { processId: process.id });
    await expect(paying).rejects.toThrow('the bank is down');
    expect(await run.waiting(process.id)).toEqual(['charge', 'paid', 'pay']);
  });
});
