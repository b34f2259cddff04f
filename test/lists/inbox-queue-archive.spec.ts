import type { Page, TaskRow } from '../../libs/workflow/src/runtime/ports/list-queries.js';
import { onEachDatabase } from '../support/databases.js';
import { BranchAccess, minutes, NOW, Office, viewer } from './fixtures.js';

const nodes = (page: Page<TaskRow>): string[] => page.items.map(({ task }) => task.node);
const PEOPLE = ['VIEW', 'MANUAL_TASK'];

onEachDatabase('a person’s lists', (database) => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.open(database);
  });
  afterEach(() => office.clear());
  afterAll(() => office.close());

  it('keeps in the inbox what is mine and assigned or started, oldest first', async () => {
    const process = await office.process({ businessKey: 'K-1' });
    await office.task(process, { node: 'first', owner: 'ann', status: 'ASSIGNED' });
    await office.task(process, { node: 'second', owner: 'ann', status: 'STARTED' });
    for (const status of ['NEW', 'DONE', 'CANCELED', 'ERROR', 'REVIVED'] as const) {
      await office.task(process, { owner: 'ann', status });
    }
    await office.task(process, { owner: 'Ann', status: 'ASSIGNED' });

    const page = await office.lists().inbox(viewer('ann'), {}, NOW);

    expect(nodes(page)).toEqual(['first', 'second']);
    expect(page.next).toBeNull();
    expect(page.items[0]?.process).toMatchObject({ id: process.id, businessKey: 'K-1', data: { text: 'x' } });
    expect(page.items[0]?.task).not.toHaveProperty('process');
  });

  it('hides a snoozed task from the inbox until its time', async () => {
    const process = await office.process();
    await office.task(process, { owner: 'ann', status: 'ASSIGNED', snoozedUntil: minutes(10) });

    const lists = office.lists();
    expect(nodes(await lists.inbox(viewer('ann'), {}, NOW))).toEqual([]);
    expect(await lists.counts(viewer('ann'), {}, PEOPLE, NOW)).toMatchObject({ inbox: 0, snoozed: 1 });
    expect((await lists.inbox(viewer('ann'), { snoozed: true }, NOW)).items).toHaveLength(1);
    expect((await lists.inbox(viewer('bob'), { snoozed: true }, NOW)).items).toEqual([]);
    expect((await lists.inbox(viewer('ann'), { snoozed: true }, minutes(10))).items).toEqual([]);
    expect(nodes(await lists.inbox(viewer('ann'), {}, minutes(10)))).toEqual(['pack']);
    expect((await lists.counts(viewer('ann'), {}, PEOPLE, minutes(10))).inbox).toBe(1);
  });

  it('keeps what I delegated where I find it again, until it is back', async () => {
    const process = await office.process();
    const given = { owner: 'bob', delegatedBy: 'ann', status: 'ASSIGNED' } as const;
    await office.task(process, { ...given, node: 'given' });
    await office.task(process, { ...given, node: 'later', status: 'STARTED', snoozedUntil: minutes(10) });
    await office.task(process, { ...given, node: 'gone', status: 'CANCELED', live: false });
    await office.task(process, { ...given, node: 'other', delegatedBy: 'cy' });
    await office.task(process, { node: 'mine', owner: 'ann', status: 'ASSIGNED' });

    const lists = office.lists();
    const of = async (query: object) => nodes(await lists.inbox(viewer('ann'), query, NOW));
    expect(await of({ delegated: true })).toEqual(['given', 'later']);
    expect(await of({ delegated: true, snoozed: true })).toEqual(['later']);
    expect(await of({ delegated: true, snoozed: false })).toEqual(['given']);
    expect(await of({ delegated: true, sort: '-createdAt', limit: 1 })).toEqual(['later']);
    expect(await of({ delegated: false })).toEqual(['mine']);
    expect(nodes(await lists.inbox(viewer('bob'), { delegated: true }, NOW))).toEqual([]);
  });

  it('B75 finds what I delegated without reading what others have', async () => {
    const process = await office.process();
    const others = { owner: 'bob', status: 'ASSIGNED' } as const;
    await office.insertTasks(Array.from({ length: 2000 }, () => office.newTask(process, others)));
    await office.task(process, { ...others, delegatedBy: 'ann' });
    const isPostgres = office.source.options.type === 'postgres';
    await office.source.query(isPostgres ? 'analyze' : 'analyze table workflow_process, workflow_task');

    const read = await office.rowsReadBy(() => office.lists().inbox(viewer('ann'), { delegated: true }, NOW));

    expect(Math.max(...read)).toBeLessThan(100);
  });

  it('queues new tasks of people for whoever holds their permission', async () => {
    const process = await office.process();
    const dead = await office.process({ status: 'CANCELED' });
    await office.task(process, { node: 'pack' });
    await office.task(process, { node: 'approve', permission: 'order.approve' });
    await office.task(process, { node: 'job', kind: 'JOB' });
    await office.task(process, { node: 'taken', status: 'ASSIGNED', owner: 'bob' });
    await office.task(dead, { node: 'dead' });

    const lists = office.lists();
    expect(nodes(await lists.queue(viewer('ann'), {}, PEOPLE))).toEqual(['pack']);
    expect(nodes(await lists.queue(viewer('ann', { permissions: [] }), {}, PEOPLE))).toEqual([]);
    expect(nodes(await lists.queue(viewer('ann', { permissions: '*' }), {}, PEOPLE))).toEqual([
      'pack',
      'approve',
    ]);
    expect(nodes(await lists.queue(viewer('ann'), {}, []))).toEqual([]);
  });

  it('queues tasks without a permission for whoever sees their flow', async () => {
    await office.task(await office.process(), { node: 'open', permission: null });

    const lists = office.lists();
    expect(nodes(await lists.queue(viewer('ann', { permissions: [] }), {}, PEOPLE))).toEqual(['open']);
    expect(nodes(await lists.queue(viewer('ann', { flows: [] }), {}, PEOPLE))).toEqual([]);
    expect(nodes(await lists.queue(viewer('ann', { flows: '*' }), {}, PEOPLE))).toEqual(['open']);
  });

  it('offers no task to those who are excluded from it, whatever their id looks like', async () => {
    const process = await office.process();
    const excluded = ['ann', 'o"neil', "o'hara", 'back\\slash', 'Ünal', '%'];
    await office.task(process, { excluded });
    await office.task(process, { node: 'free', excluded: [] });

    const lists = office.lists();
    for (const id of excluded) {
      expect(nodes(await lists.queue(viewer(id), {}, PEOPLE))).toEqual(['free']);
      expect((await lists.counts(viewer(id), {}, PEOPLE, NOW)).queue).toBe(1);
    }
    for (const id of ['Ann', 'an', 'anna', 'bob', '']) {
      expect(nodes(await lists.queue(viewer(id), {}, PEOPLE))).toEqual(['pack', 'free']);
    }
  });

  it('archives what I finished, the last first', async () => {
    const process = await office.process();
    const done = { owner: 'ann', status: 'DONE', live: false } as const;
    await office.task(process, { ...done, node: 'later', finishedAt: minutes(2) });
    await office.task(process, { ...done, node: 'earlier', finishedAt: minutes(1) });
    await office.task(process, { ...done, owner: 'bob', finishedAt: minutes(1) });
    await office.task(process, { ...done, status: 'CANCELED', finishedAt: minutes(1) });

    expect(nodes(await office.lists().archive(viewer('ann'), {}))).toEqual(['later', 'earlier']);
  });

  it('lists tasks and processes of the flows I see, newest first', async () => {
    const order = await office.process();
    const loan = await office.process({ flow: 'loan' });
    await office.task(order, { node: 'split', kind: 'SPLIT', status: 'DONE' });
    await office.task(order, { node: 'pack' });
    await office.task(loan, { node: 'review' });

    const lists = office.lists();
    expect(nodes(await lists.tasks(viewer('ann'), {}))).toEqual(['pack', 'split']);
    expect(nodes(await lists.tasks(viewer('ann', { flows: '*' }), {}))).toEqual(['review', 'pack', 'split']);
    expect(nodes(await lists.tasks(viewer('ann', { flows: [] }), {}))).toEqual([]);
    expect((await lists.processes(viewer('ann'), {})).items).toEqual([order]);
    expect((await lists.processes(viewer('ann', { flows: '*' }), {})).items).toEqual([loan, order]);
    expect((await lists.processes(viewer('ann', { flows: [] }), {})).items).toEqual([]);
  });

  it('shows only processes that the policy makes visible, in every list', async () => {
    const mine = await office.process({ businessKey: 'ann-1' });
    const other = await office.process({ businessKey: 'bob-1' });
    for (const process of [mine, other]) {
      await office.task(process, { node: 'new' });
      await office.task(process, { node: 'own', owner: 'ann', status: 'ASSIGNED' });
      await office.task(process, { node: 'old', owner: 'ann', status: 'DONE', live: false, finishedAt: NOW });
    }

    const lists = office.lists(new BranchAccess());
    const ann = viewer('ann', { flows: '*', permissions: '*' });
    const pages = {
      inbox: await lists.inbox(ann, {}, NOW),
      queue: await lists.queue(ann, {}, PEOPLE),
      archive: await lists.archive(ann, {}),
      tasks: await lists.tasks(ann, {}),
    };
    for (const page of Object.values(pages)) {
      expect(new Set(page.items.map(({ process }) => process.id))).toEqual(new Set([mine.id]));
    }
    expect(Object.values(pages).map(({ items }) => items.length)).toEqual([1, 1, 1, 3]);
    expect((await lists.processes(ann, {})).items).toEqual([mine]);
    expect(await lists.counts(ann, {}, PEOPLE, NOW)).toEqual({
      inbox: 1,
      queue: 1,
      archive: 1,
      snoozed: 0,
      mentions: 0,
    });
    expect((await lists.board(ann, 'order', { perNode: 10, nodes: ['pack'] })).rows).toHaveLength(2);
    expect(await lists.isVisible(ann.user, mine.id)).toBe(true);
    expect(await lists.isVisible(ann.user, other.id)).toBe(false);
    expect(await lists.isVisible(ann.user, 'no id')).toBe(false);
  });

  it('lets no policy loosen a list, however it writes its condition', async () => {
    class Careless extends BranchAccess {
      override visible(...[, query]: Parameters<BranchAccess['visible']>): void {
        query
          .where('process.flow = :nestflow', { nestflow: 'order' })
          .orWhere('1 = 1')
          .orderBy('process.flow');
      }
    }
    const process = await office.process();
    await office.task(process, { owner: 'bob', status: 'ASSIGNED' });

    const lists = office.lists(new Careless());
    expect(nodes(await lists.inbox(viewer('ann'), {}, NOW))).toEqual([]);
    expect(nodes(await lists.inbox(viewer('bob'), {}, NOW))).toEqual(['pack']);
    expect((await lists.processes(viewer('bob', { flows: [] }), {})).items).toEqual([]);
  });

  it('knows who takes part in a process', async () => {
    const process = await office.process();
    await office.task(process, { owner: 'had', status: 'DONE', live: false, permission: 'order.ship' });
    await office.task(process, { excluded: ['kept-out'] });

    const lists = office.lists();
    const flows: string[] = [];
    expect(await lists.isParticipant(viewer('had', { permissions: [], flows }), process.id)).toBe(true);
    expect(await lists.isParticipant(viewer('may', { flows }), process.id)).toBe(true);
    expect(await lists.isParticipant(viewer('any', { permissions: '*', flows }), process.id)).toBe(true);
    expect(await lists.isParticipant(viewer('kept-out', { flows }), process.id)).toBe(false);
    expect(await lists.isParticipant(viewer('no', { permissions: ['order.ship'], flows }), process.id)).toBe(
      false,
    );
    expect(await lists.isParticipant(viewer('had', { flows }), "' or 1=1 --")).toBe(false);
  });
});
