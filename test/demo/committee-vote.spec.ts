import { FlowRun } from 'nestflow/testing';
import { CommitteeVoteFlow } from '../../apps/demo/src/flows/committee-vote/committee-vote.flow.js';

describe('Committee vote', () => {
  const members = ['admin', 'manager', 'employee', 'clerk', 'packer'];

  async function proposed(asked = members) {
    const run = new FlowRun([CommitteeVoteFlow]);
    const motion = { question: 'Shall we buy a new coffee machine?', members: asked };
    const { process } = await run.start(CommitteeVoteFlow, 'propose', motion);
    const votes = async (id: string, yes: boolean) => {
      const task = (await run.tasks(process.id)).find(({ node, owner }) => node === 'vote' && owner === id);
      await run.completeTask(task!.id, { yes }, { id });
    };
    return { run, id: process.id, votes };
  }

  it('asks every member, each for themselves', async () => {
    const { run, id } = await proposed();
    const asked = (await run.tasks(id)).filter(({ node }) => node === 'vote');
    expect(asked.map(({ owner, status }) => [owner, status])).toEqual(
      members.map((one) => [one, 'ASSIGNED']),
    );
  });

  it.each([
    [true, ['manager', 'packer', 'admin'], 'carried'],
    [false, ['clerk', 'employee', 'packer'], 'lost'],
  ])(
    'a majority of %s decides early, whoever it is, and nobody else is bothered',
    async (yes, voters, end) => {
      const { run, id, votes } = await proposed();
      for (const voter of voters) await votes(voter, yes);
      const tasks = await run.tasks(id);
      expect(tasks.at(-1)?.node).toBe(end);
      expect(tasks.filter(({ node, status }) => node === 'vote' && status === 'CANCELED')).toHaveLength(2);
      expect((await run.process(id)).status).toBe('DONE');
    },
  );

  it('goes on asking while either may still win; a tie is lost', async () => {
    const { run, id, votes } = await proposed(['admin', 'manager', 'clerk', 'packer']);
    await votes('admin', true);
    await votes('manager', false);
    await votes('clerk', true);
    expect(await run.waiting(id)).toContain('vote');
    await votes('packer', false);
    expect((await run.tasks(id)).at(-1)?.node).toBe('lost');
  });
});
