import type { SqlListQueries } from '../../libs/workflow/src/persistence/lists/sql-list-queries.js';
import { RELATIVES } from '../../libs/workflow/src/runtime/relatives.js';
import { onEachDatabase } from '../support/databases.js';
import { BranchAccess, NOW, Office, viewer } from './fixtures.js';

onEachDatabase('the statements of a list', (database) => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.open(database);
  });
  afterAll(() => office.close());

  it('are as many for a hundred rows as for one', async () => {
    const ann = viewer('ann');
    const process = await office.process({ businessKey: 'ann-0' });
    const reads: Record<string, [number, (lists: SqlListQueries) => Promise<unknown>]> = {
      inbox: [1, (lists) => lists.inbox(ann, { limit: 100 }, NOW)],
      queue: [1, (lists) => lists.queue(ann, { limit: 100 }, ['VIEW'])],
      archive: [1, (lists) => lists.archive(ann, { limit: 100 })],
      tasks: [1, (lists) => lists.tasks(ann, { limit: 100, q: 'a', nodes: ['pack'] })],
      processes: [1, (lists) => lists.processes(ann, { limit: 100, nodes: ['pack'] })],
      failedProcesses: [1, (lists) => lists.processes(ann, { limit: 100, failed: true })],
      counts: [1, (lists) => lists.counts(ann, {}, ['VIEW'], NOW)],
      board: [1, (lists) => lists.board(ann, 'order', { perNode: 50, nodes: ['pack'] })],
      process: [1, (lists) => lists.process(process.id)],
      tasksOf: [2, (lists) => lists.tasksOf(process.id, 1000)],
      childrenOf: [1, (lists) => lists.childrenOf(process.id, 1000)],
      events: [1, (lists) => lists.events(process.id, {})],
      nextTask: [
        1,
        (lists) =>
          lists.nextTask(ann, { processId: process.id, among: RELATIVES, kinds: ['VIEW'], now: NOW }),
      ],
      liveOf: [1, (lists) => lists.liveOf(process.id, 1000)],
      tree: [2, (lists) => lists.tree(ann, process.id, 100)],
      cycleTimes: [1, (lists) => lists.cycleTimes(ann, 'order', { processes: 100, renamed: new Map() })],
      changesSince: [1, (lists) => lists.changesSince(NOW, 1000)],
      visibleAmong: [1, (lists) => lists.visibleAmong(ann, [process.id])],
      delegated: [1, (lists) => lists.inbox(ann, { delegated: true, limit: 100 }, NOW)],
      eventsOfTasks: [1, (lists) => lists.eventsOfTasks(process.id, [process.id], 1000)],
      comments: [1, (lists) => lists.comments(process.id, {})],
      mentions: [1, (lists) => lists.mentions(ann, {}, 20)],
      isParticipant: [1, (lists) => lists.isParticipant(ann, process.id)],
      isVisible: [1, (lists) => lists.isVisible(ann.user, process.id)],
    };
    const measure = async (): Promise<Record<string, number>> => {
      const lists = office.lists(new BranchAccess());
      const sent: Record<string, number> = {};
      for (const [name, [, read]] of Object.entries(reads)) {
        sent[name] = await office.statementsOf(() => read(lists));
      }
      return sent;
    };
    const expected = Object.fromEntries(Object.entries(reads).map(([name, [count]]) => [name, count]));

    await addRows(1);
    expect(await measure()).toEqual(expected);
    await addRows(99);
    expect(await measure()).toEqual(expected);

    async function addRows(count: number): Promise<void> {
      for (let made = 0; made < count; made++) {
        const other = await office.process({ businessKey: `ann-${office.statements.length}` });
        const done = { status: 'DONE', owner: 'ann', live: false, finishedAt: NOW } as const;
        await office.insertTasks([
          office.newTask(other),
          office.newTask(other, { status: 'ASSIGNED', owner: 'ann' }),
          office.newTask(other, done),
          office.newTask(process, done),
        ]);
      }
    }
  });

  it('hold no value of the caller', async () => {
    const hostile = `x'"); drop table workflow_task; --`;
    const lists = office.lists(new BranchAccess());
    const before = office.statements.length;
    const asked = {
      flows: [hostile],
      nodes: [hostile],
      q: hostile,
      statuses: [hostile as 'NEW'],
      priority: 424242,
    };
    const someone = viewer(hostile, { permissions: [hostile], flows: [hostile] });
    await lists.inbox(someone, asked, NOW);
    await lists.queue(someone, asked, [hostile]);
    await lists.counts(someone, asked, [hostile], NOW);
    await lists.processes(someone, asked);
    await lists.board(someone, hostile, { perNode: 5, nodes: [hostile] });

    const sent = office.statements.slice(before).join('\n');
    expect(sent).not.toContain('drop table');
    expect(sent).not.toContain('424242');
  });
});
