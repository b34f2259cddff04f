import type { Process } from '../../libs/workflow/src/model/process.entity.js';
import type { TaskStatus } from '../../libs/workflow/src/model/status.js';
import { COUNT_CAP } from '../../libs/workflow/src/runtime/ports/list-queries.js';
import { onEachDatabase } from '../support/databases.js';
import { BranchAccess, Office, viewer } from './fixtures.js';

/** What the code knows; `send` and `split` it has no longer. */
const NODES = ['pack', 'approve', 'elsewhere'];

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

    const { rows, counts } = await office.lists().board(viewer('ann'), 'order', { perNode: 3, nodes: NODES });

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

    const { rows, counts } = await office.lists().board(viewer('ann'), 'order', { perNode: 2, nodes: NODES });
    expect(rows).toHaveLength(2);
    expect(counts).toEqual([{ node: 'pack', status: 'NEW', count: 1000 }]);
    const lengths = await office.lists().counts(viewer('ann'), {}, ['VIEW'], new Date());
    expect(lengths.queue).toBe(1000);
  });

  it('counts the same node of another flow for that flow alone', async () => {
    const loan = await office.process({ flow: 'loan' });
    await office.insertTasks([office.newTask(loan), office.newTask(loan, { node: 'vanished' })]);
    await office.task(await office.process(), { node: 'vanished', status: 'ERROR' });

    const { rows, counts } = await office.lists().board(viewer('ann'), 'order', { perNode: 2, nodes: NODES });
    expect(rows).toHaveLength(1);
    expect(counts).toEqual([{ node: 'vanished', status: 'ERROR', count: 1 }]);
  });

  it('B74 shows at nodes the code no longer has what the policy lets the user see, and no more', async () => {
    const mine = await office.process({ businessKey: 'ann-1' });
    const other = await office.process({ businessKey: 'bob-1' });
    for (const node of ['pack', 'vanished']) {
      await office.insertTasks([office.newTask(other, { node }), office.newTask(mine, { node })]);
    }
    await office.task(other, { node: 'secret' });

    const lists = office.lists(new BranchAccess());
    const { rows, counts } = await lists.board(viewer('ann'), 'order', { perNode: 5, nodes: NODES });
    expect(rows.map(({ task, process }) => [task.node, process.businessKey])).toEqual([
      ['pack', 'ann-1'],
      ['vanished', 'ann-1'],
    ]);
    expect(counts.map(({ node, count }) => [node, count])).toEqual([
      ['pack', 1],
      ['vanished', 1],
    ]);
  });

  it('is empty for those who do not see the flow', async () => {
    await office.task(await office.process());

    const empty = { rows: [], counts: [] };
    expect(
      await office.lists().board(viewer('ann', { flows: ['loan'] }), 'order', { perNode: 3, nodes: NODES }),
    ).toEqual(empty);
    expect(
      await office.lists().board(viewer('ann', { flows: [] }), 'order', { perNode: 3, nodes: NODES }),
    ).toEqual(empty);
    expect(
      (await office.lists().board(viewer('ann', { flows: '*' }), 'order', { perNode: 3, nodes: NODES })).rows,
    ).toHaveLength(1);
  });
});

onEachDatabase('B75 the plan of a board', (database) => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.open(database);
  });
  afterAll(() => office.close());

  it('reads no more rows for many tasks than it shows and counts', async () => {
    const process = await office.process();
    const loan = await office.process({ flow: 'loan' });
    const isPostgres = office.source.options.type === 'postgres';
    const add = async (of: Process, status: TaskStatus, node = 'pack') => {
      const { id } = await office.task(of, { node, status, live: status !== 'DONE' });
      const columns = 'process_id, flow, node, kind, status, live, created_at';
      await office.source.query(
        isPostgres
          ? `insert into workflow_task (id, ${columns}) select gen_random_uuid(), ${columns} from workflow_task, generate_series(1, 10000) where id = $1`
          : `insert into workflow_task (id, ${columns}) select uuid(), ${columns} from workflow_task, seq_1_to_10000 where id = ?`,
        [id],
      );
    };
    await add(process, 'DONE');
    await add(process, 'NEW');
    await add(loan, 'NEW');
    await add(process, 'NEW', 'vanished');
    await office.source.query(isPostgres ? 'vacuum analyze' : 'analyze table workflow_task');
    const lists = office.lists();
    const board = () => lists.board(viewer('ann'), 'order', { perNode: 5, nodes: NODES });

    const read = await office.rowsReadBy(board);

    expect(read).toHaveLength(2); // the second for `vanished`
    expect(Math.max(...read)).toBe(COUNT_CAP);
    expect((await board()).counts).toEqual([
      { node: 'pack', status: 'NEW', count: COUNT_CAP },
      { node: 'vanished', status: 'NEW', count: COUNT_CAP },
    ]);
  });
});
