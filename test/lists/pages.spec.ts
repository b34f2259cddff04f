import { InputInvalidError } from '../../libs/workflow/src/errors.js';
import { Task } from '../../libs/workflow/src/model/task.entity.js';
import {
  PROCESS_SORTS,
  TASK_SORTS,
  type ListQuery,
} from '../../libs/workflow/src/runtime/ports/list-queries.js';
import { onEachDatabase } from '../support/databases.js';
import { minutes, NOW, Office, viewer, walk } from './fixtures.js';

const both = (sorts: readonly string[]): string[] => sorts.flatMap((sort) => [sort, `-${sort}`]);
const everyone = viewer('ann', { permissions: '*', flows: '*' });

onEachDatabase('pages of lists', (database) => {
  let office: Office;
  let ids: string[];

  beforeAll(async () => {
    office = await Office.open(database);
    ids = [];
    for (let at = 0; at < 23; at++) {
      const process = await office.process({
        flow: 'paged',
        businessKey: at % 5 === 0 ? null : `${at % 2 ? 'Key' : 'kéy'} '${at}`,
        finishedAt: at % 3 === 0 ? null : minutes(at % 4),
      });
      const task = await office.task(process, {
        owner: 'ann',
        status: 'DONE',
        priority: at % 3,
        dueAt: at % 4 === 0 ? null : minutes(at % 3),
        assignedAt: at < 12 ? null : NOW,
        finishedAt: minutes(at % 5),
      });
      ids.push(task.id);
    }
    // microseconds that a JavaScript Date does not hold
    for (const [at, id] of ids.slice(0, 6).entries()) {
      await office.source
        .createQueryBuilder()
        .update(Task)
        .set({ dueAt: () => `'2026-03-01 12:00:00.00000${at}'`, finishedAt: () => 'due_at' })
        .where({ id })
        .execute();
    }
    await office.source
      .createQueryBuilder()
      .update(Task)
      .set({ finishedAt: () => 'due_at' })
      .where('due_at IS NOT NULL')
      .execute();
  });
  afterAll(() => office.close());

  for (const sort of both(TASK_SORTS)) {
    it(`hold every task exactly once, in the order of one long page, by ${sort}`, async () => {
      const lists = office.lists();
      for (const read of [
        (query: ListQuery) => lists.tasks(everyone, query),
        (query: ListQuery) => lists.archive(everyone, query),
      ]) {
        const whole = (await read({ sort, limit: 100 })).items.map(({ task }) => task.id);
        expect([...whole].sort()).toEqual(ids);
        for (const limit of [2, 22, 23]) {
          const pages = await walk(read, { sort, limit });
          expect(pages.map(({ task }) => task.id)).toEqual(whole);
        }
      }
    });
  }

  for (const sort of both(PROCESS_SORTS)) {
    it(`hold every process exactly once, in the order of one long page, by ${sort}`, async () => {
      const read = (query: ListQuery) => office.lists().processes(everyone, query);
      const whole = (await read({ sort, limit: 100 })).items.map(({ id }) => id);
      expect(new Set(whole).size).toBe(23);
      for (const limit of [1, 23]) {
        expect((await walk(read, { sort, limit })).map(({ id }) => id)).toEqual(whole);
      }
    });
  }

  it('sort rows without a value last, in both directions', async () => {
    for (const sort of ['dueAt', '-dueAt']) {
      const tasks = (await office.lists().tasks(everyone, { sort, limit: 100 })).items.map(
        ({ task }) => task,
      );
      const dated = tasks.filter(({ dueAt }) => dueAt !== null);
      expect(tasks.slice(0, dated.length)).toEqual(dated);
      const times = dated.map(({ dueAt }) => dueAt!.getTime());
      expect(times).toEqual([...times].sort((a, b) => (sort === 'dueAt' ? a - b : b - a)));
    }
  });

  it('have 20 rows unless asked otherwise', async () => {
    expect((await office.lists().tasks(everyone, {})).items).toHaveLength(20);
  });

  it('go on after rows that came and went in between', async () => {
    const first = await office.lists().tasks(everyone, { sort: 'createdAt', limit: 5 });
    await office.source.getRepository(Task).delete({ id: first.items[4]!.task.id });
    const rest = await office.lists().tasks(everyone, { sort: 'createdAt', limit: 100, cursor: first.next! });
    expect(rest.items.map(({ task }) => task.id)).toEqual(ids.slice(5));
    await office.insertTasks([first.items[4]!.task]);
  });

  it('refuse a cursor that is not theirs', async () => {
    const lists = office.lists();
    const { next } = await lists.tasks(everyone, { sort: 'dueAt', limit: 1 });
    const [, value, id] = JSON.parse(Buffer.from(next!, 'base64url').toString()) as [string, string, string];
    expect(value).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
    const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const tampered: [string, string][] = [
      ['-dueAt', next!],
      ['priority', next!],
      ['dueAt', ''],
      ['dueAt', 'x'],
      ['dueAt', `${next}x`.slice(3)],
      ['dueAt', Buffer.from('null').toString('base64url')],
      ['dueAt', forged('dueAt', value, 'no id')],
      ['dueAt', forged('dueAt', value, `${id}' or 1=1`)],
      ['dueAt', forged('dueAt', "' or 1=1 --", id)],
      ['dueAt', forged('dueAt', '2026-02-30 00:00:00.000000', id)],
      ['dueAt', forged('dueAt', '2026-01-01 24:00:00.000000', id)],
      ['dueAt', forged('dueAt', '0000-01-01 00:00:00.000000', id)],
      ['dueAt', forged('dueAt', 1, id)],
      ['dueAt', forged('dueAt', { $ne: null }, id)],
      ['priority', forged('priority', null, id)],
      ['priority', forged('priority', '0', id)],
      ['priority', forged('priority', 2 ** 40, id)],
      ['createdAt', forged('createdAt', 0, id)],
    ];
    for (const [sort, cursor] of tampered) {
      const refusal: unknown = await lists.tasks(everyone, { sort, cursor }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(InputInvalidError);
      expect(refusal).toMatchObject({ errors: [{ field: 'cursor' }] });
    }
    const nul = forged('businessKey', 'a\0', id);
    await expect(lists.processes(everyone, { sort: 'businessKey', cursor: nul })).rejects.toThrow(
      InputInvalidError,
    );
  });

  it('refuse orders and lengths there are none of', async () => {
    const lists = office.lists();
    for (const sort of ['', '-', 'id', 'task.id', '--dueAt', 'dueAt;drop', 'constructor', 'businessKey']) {
      await expect(lists.tasks(everyone, { sort })).rejects.toMatchObject({ errors: [{ field: 'sort' }] });
    }
    for (const limit of [0, -1, 101, 1.5, NaN]) {
      await expect(lists.tasks(everyone, { limit })).rejects.toMatchObject({ errors: [{ field: 'limit' }] });
    }
  });
});
