import { onEachDatabase } from '../support/databases.js';
import { Office, viewer } from './fixtures.js';

onEachDatabase('the board', (database) => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.open(database);
  });
  afterEach(() => office.clear());
  afterAll(() => office.close());

  it('shows the first waiting and failed tasks of every node, the failed before the rest', async () => {
    const process = await office.process();
    for (let made = 0; made < 5; made++) await office.task(process, { externalId: String(made) });
    await office.task(process, { status: 'ERROR', externalId: 'broken' });
    await office.task(process, { node: 'approve', status: 'ASSIGNED', owner: 'bob', externalId: 'mine' });
    await office.task(process, { node: 'send', kind: 'JOB', status: 'SCHEDULED', externalId: 'soon' });
    await office.task(process, { node: 'split', kind: 'SPLIT', status: 'DONE', live: true });
    await office.task(process, { node: 'old', status: 'DONE', live: false });
    await office.task(await office.process({ flow: 'loan' }), { node: 'elsewhere' });

    const { rows, counts } = await office.lists().board(viewer('ann'), 'order', 3);

    expect(rows.map(({ task }) => [task.node, task.externalId])).toEqual([
      ['approve', 'mine'],
      ['pack', 'broken'],
      ['pack', '0'],
      ['pack', '1'],
      ['send', 'soon'],
    ]);
    expect(rows[0]?.process.id).toBe(process.id);
    expect(counts).toEqual([
      { node: 'approve', status: 'ASSIGNED', count: 1 },
      { node: 'pack', status: 'ERROR', count: 1 },
      { node: 'pack', status: 'NEW', count: 5 },
      { node: 'send', status: 'SCHEDULED', count: 1 },
    ]);
  });

  it('counts no further than 1000', async () => {
    const process = await office.process();
    await office.insertTasks(Array.from({ length: 1100 }, () => office.newTask(process)));

    const { rows, counts } = await office.lists().board(viewer('ann'), 'order', 2);
    expect(rows).toHaveLength(2);
    expect(counts).toEqual([{ node: 'pack', status: 'NEW', count: 1000 }]);
    const lengths = await office.lists().counts(viewer('ann'), {}, ['VIEW'], new Date());
    expect(lengths.queue).toBe(1000);
  });

  it('is empty for those who do not see the flow', async () => {
    await office.task(await office.process());

    const empty = { rows: [], counts: [] };
    expect(await office.lists().board(viewer('ann', { flows: ['loan'] }), 'order', 3)).toEqual(empty);
    expect(await office.lists().board(viewer('ann', { flows: [] }), 'order', 3)).toEqual(empty);
    expect((await office.lists().board(viewer('ann', { flows: '*' }), 'order', 3)).rows).toHaveLength(1);
  });
});
