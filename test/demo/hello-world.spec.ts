import { FlowRun } from 'nestflow/testing';
import { HelloWorldFlow } from '../../apps/demo/src/flows/hello-world/hello-world.flow.js';

describe('Hello world', () => {
  const employee = { id: 'employee', permissions: ['hello.start', 'hello-world.view'] };
  const manager = { id: 'manager', permissions: ['hello.approve'] };

  async function asked(say: (text: string) => Promise<void> = () => Promise.resolve()) {
    const said: string[] = [];
    const world = { say: async (text: string) => say(text).then(() => void said.push(text)) };
    const run = new FlowRun([HelloWorldFlow], {
      instances: new Map([[HelloWorldFlow, new HelloWorldFlow(world as never)]]),
    });
    const { process } = await run.start(HelloWorldFlow, 'start', { text: 'Hi' }, { user: employee });
    return { run, id: process.id, said };
  }

  it('says an approved message to the world, in the background', async () => {
    const { run, id, said } = await asked();
    await run.complete(id, 'approve', { approved: true }, manager);
    expect(said).toEqual([]);
    expect(await run.waiting(id)).toEqual(['send']);
    await run.work();
    expect(said).toEqual(['Hi']);
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('keeps a rejected message to itself', async () => {
    const { run, id, said } = await asked();
    await run.complete(id, 'approve', { approved: false }, manager);
    await run.work();
    expect(said).toEqual([]);
    expect((await run.process(id)).status).toBe('DONE');
  });

  it('tries again while the world does not listen, five times', async () => {
    let deaf = true;
    const { run, id, said } = await asked(() =>
      deaf ? Promise.reject(new Error('deaf')) : Promise.resolve(),
    );
    await run.complete(id, 'approve', { approved: true }, manager);
    await run.work();
    for (let attempt = 2; attempt <= 5; attempt++) await run.advance('10s');
    expect(await run.newest(id, 'send')).toMatchObject({ status: 'ERROR', attempts: 5 });
    deaf = false;
    await run.make(id, 'send', 'retry');
    await run.work();
    expect(said).toEqual(['Hi']);
  });

  it('escalates when nobody approves within three days', async () => {
    const { run, id } = await asked();
    await run.advance('3d');
    expect((await run.history(id)).slice(-2)).toEqual(['approve:timeout DONE', 'escalated DONE']);
    expect(await run.newest(id, 'approve')).toMatchObject({ status: 'CANCELED' });
    expect((await run.process(id)).status).toBe('DONE');
  });
});
