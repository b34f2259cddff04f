import type { ListQuery, ProcessQuery } from '../../libs/workflow/src/runtime/ports/list-queries.js';
import { onEachDatabase } from '../support/databases.js';
import { minutes, NOW, Office, viewer } from './fixtures.js';

const everyone = viewer('ann', { permissions: '*', flows: '*' });

onEachDatabase('filters of lists', (database) => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.open(database);
  });
  afterEach(() => office.clear());
  afterAll(() => office.close());

  async function found(query: ListQuery): Promise<string[]> {
    const { items } = await office.lists().tasks(everyone, { sort: 'createdAt', ...query });
    return items.map(({ task }) => task.node);
  }

  it('narrow a list by flow, node, status, priority and due date', async () => {
    const order = await office.process({ businessKey: 'A-1' });
    const loan = await office.process({ flow: 'loan', status: 'DONE', businessKey: 'B-2' });
    await office.task(order, { node: 'pack', priority: 2, dueAt: minutes(1) });
    await office.task(loan, { node: 'review', status: 'CANCELED', dueAt: minutes(3), live: false });

    expect(await found({ flows: ['loan'] })).toEqual(['review']);
    expect(await found({ flows: [] })).toEqual([]);
    expect(await found({ flows: ['order', 'loan'], nodes: ['pack', 'gone'] })).toEqual(['pack']);
    expect(await found({ statuses: ['CANCELED', 'FAILED'] })).toEqual(['review']);
    expect(await found({ statuses: ['ERROR', 'NEW'] })).toEqual(['pack']);
    expect(await found({ statuses: [] })).toEqual([]);
    expect(await found({ priority: 2 })).toEqual(['pack']);
    expect(await found({ priority: 0 })).toEqual(['review']);
    expect(await found({ dueBefore: minutes(1) })).toEqual(['pack']);
    expect(await found({ dueBefore: minutes(0) })).toEqual([]);

    const processes = async (query: ListQuery) => {
      const { items } = await office.lists().processes(everyone, query);
      return items.map(({ flow }) => flow);
    };
    expect(await processes({ statuses: ['DONE'] })).toEqual(['loan']);
    expect(await processes({ flows: ['order'] })).toEqual(['order']);
    expect(await processes({ nodes: ['pack'] })).toEqual(['order']);
    expect(await processes({ nodes: ['review'] })).toEqual([]);
    expect(await processes({ dueBefore: NOW })).toEqual([]);
    expect(await processes({ q: 'b-' })).toEqual(['loan']);
    expect(await processes({ q: loan.id })).toEqual(['loan']);
  });

  it('tell the processes in which a task has failed from the others', async () => {
    const healthy = await office.process();
    await office.task(healthy);
    const failed = await office.process();
    await office.task(failed, { status: 'ERROR' });
    const other = await office.process({ flow: 'loan' });
    await office.task(other, { status: 'ERROR' });
    await office.task(await office.process({ status: 'CANCELED' }), { status: 'CANCELED', live: false });

    const read = async (query: ProcessQuery) => {
      const page = await office.lists().processes(everyone, { flows: ['order'], ...query });
      return page.items.map(({ id, status }) => `${id} ${status}${page.failed.has(id) ? ' failed' : ''}`);
    };
    expect(await read({ failed: true })).toEqual([`${failed.id} NEW failed`]);
    expect(await read({ failed: false, statuses: ['NEW'] })).toEqual([`${healthy.id} NEW`]);
    expect(await read({ statuses: ['NEW'], sort: 'createdAt' })).toEqual([
      `${healthy.id} NEW`,
      `${failed.id} NEW failed`,
    ]);
  });

  it('B75 look only into the processes on the page for what has failed, and into the failed where only they are asked for', async () => {
    const { id } = await office.process();
    await office.task(await office.process(), { status: 'ERROR' });
    const [uuid, series] =
      office.source.options.type === 'postgres'
        ? ['gen_random_uuid()', 'generate_series(1, 5000)']
        : ['uuid()', 'seq_1_to_5000'];
    await office.source.query(
      `insert into workflow_process (id, flow, status, data, definition, created_at) select ${uuid}, flow, status, data, definition, created_at from workflow_process, ${series} where id = '${id}'`,
    );
    for (const status of ['NEW', 'ERROR']) {
      const many = status === 'NEW' ? '' : ` order by id limit 500`;
      await office.source.query(
        `insert into workflow_task (id, process_id, flow, node, kind, status, live, created_at) select ${uuid}, id, flow, 'pack', 'VIEW', '${status}', true, created_at from workflow_process${many}`,
      );
    }
    const isPostgres = office.source.options.type === 'postgres';
    await office.source.query(
      isPostgres ? 'vacuum analyze' : 'analyze table workflow_process, workflow_task',
    );
    const read = (query: ProcessQuery) =>
      office.rowsReadBy(() => office.lists().processes(everyone, { flows: ['order'], ...query }));

    expect(Math.max(...(await read({})))).toBeLessThan(100);
    expect(Math.max(...(await read({ failed: true })))).toBeLessThan(5000);
  });

  it('narrow the counts as they narrow the lists', async () => {
    const order = await office.process();
    const loan = await office.process({ flow: 'loan' });
    for (const process of [order, order, loan]) await office.task(process);

    const counts = await office.lists().counts(everyone, { flows: ['order'] }, ['VIEW'], NOW);
    expect(counts).toEqual({ inbox: 0, queue: 2, archive: 0, snoozed: 0, mentions: 0 });
  });

  it('find free text in key, node and owner, whatever its case', async () => {
    const process = await office.process({ businessKey: 'Order-77/B' });
    await office.task(process, { node: 'packBox' });
    await office.task(await office.process(), { node: 'ship', owner: 'Zoe', status: 'ASSIGNED' });

    expect(await found({ q: 'ORDER-77' })).toEqual(['packBox']);
    expect(await found({ q: 'kbox' })).toEqual(['packBox']);
    expect(await found({ q: ' zoe ' })).toEqual(['ship']);
    expect(await found({ q: '  ' })).toEqual(['packBox', 'ship']);
    expect(await found({ q: 'nothing like it' })).toEqual([]);
  });

  it('find free text in what the process knows, however deep, and not in the names of its fields', async () => {
    const trip = await office.process({ data: { city: 'Lisbon', approved: true, number: 4711 } });
    const order = await office.process({ data: { lines: [{ article: 'A "50%" Bed_é' }], note: null } });
    await office.task(trip, { node: 'book' });
    await office.task(order, { node: 'pack' });

    expect(await found({ q: 'lisBON' })).toEqual(['book']);
    expect(await found({ q: '"50%" bed_É' })).toEqual(['pack']);
    expect(await found({ q: '471' })).toEqual(['book']);
    expect(await found({ q: '50_' })).toEqual([]);
    for (const name of ['approved', 'article', 'note']) expect(await found({ q: name })).toEqual([]);
    const { items } = await office.lists().processes(everyone, { q: 'lisbon' });
    expect(items.map(({ id }) => id)).toEqual([trip.id]);
  });

  it('find free text in what the process knows, whatever JSON makes of its characters', async () => {
    const texts = [
      'say "hi"',
      'back\\slash\\N',
      'two\nlines',
      'tab\tbed',
      'half/half',
      'bell\u0007rings',
      '100%',
      'ÄÖ\u2028',
    ];
    for (const [at, text] of texts.entries()) {
      await office.task(await office.process({ data: { list: [{ text: `(${text})` }] } }), {
        node: `n${at}`,
      });
    }

    for (const [at, text] of texts.entries()) {
      expect(await found({ q: `(${text})` })).toEqual([`n${at}`]);
      expect(await found({ q: text.toLowerCase() })).toEqual([`n${at}`]);
    }
    for (const escaped of ['\\\\', '\\"', '\\n', '":']) {
      expect(await found({ q: escaped })).toEqual(escaped === '\\n' ? ['n1'] : []);
    }
  });

  it('find a task by its id, and the tasks of a process by its id', async () => {
    const process = await office.process();
    const task = await office.task(process, { node: 'a' });
    await office.task(process, { node: 'b' });
    await office.task(await office.process(), { node: 'c' });

    expect(await found({ q: task.id })).toEqual(['a']);
    expect(await found({ q: ` ${process.id.toUpperCase()} ` })).toEqual(['a', 'b']);
    expect(await found({ q: task.id.slice(0, 30) })).toEqual([]);
  });

  it('take every character of free text for itself', async () => {
    const keys = ['100%', 'a_b', "o'hara", 'say "hi"', 'back\\slash', 'bang!', ':name', '$1', '?', '-- x;'];
    for (const businessKey of keys)
      await office.task(await office.process({ businessKey }), { node: businessKey });
    await office.task(await office.process({ businessKey: 'plain' }), { node: 'plain' });

    for (const key of keys) expect(await found({ q: key })).toEqual([key]);
    expect(await found({ q: '%' })).toEqual(['100%']);
    expect(await found({ q: '_' })).toEqual(['a_b']);
    expect(await found({ q: '\\' })).toEqual(['back\\slash']);
    expect(await found({ q: '!' })).toEqual(['bang!']);
    expect(await found({ q: 'a\0' })).toEqual([]);
    expect(await found({ q: '%%%' })).toEqual([]);
    expect(await found({ nodes: ["o'hara", "x') or 1=1 --"] })).toEqual(["o'hara"]);
  });
});
