import { v7 as uuidv7 } from 'uuid';
import { WorkflowEvent } from '../../libs/workflow/src/model/event.entity.js';
import { Process } from '../../libs/workflow/src/model/process.entity.js';
import { TaskLink } from '../../libs/workflow/src/model/task-link.entity.js';
import { Task } from '../../libs/workflow/src/model/task.entity.js';
import { SqlWorkflowStore } from '../../libs/workflow/src/persistence/sql-workflow-store.js';
import { onEachDatabase } from '../support/databases.js';
import { NOW, Office, viewer, walk } from './fixtures.js';

onEachDatabase('the details of a process', (database) => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.open(database);
  });
  afterEach(() => office.clear());
  afterAll(() => office.close());

  it('are read by id, and what is no id finds nothing', async () => {
    const process = await office.process({ businessKey: 'K', data: { text: 'é "quoted" \\' } });
    const task = await office.task(process, {
      data: { item: 1 },
      draft: ['d'],
      error: { message: 'm', attempt: 1 },
      excluded: ['x'],
    });

    const lists = office.lists();
    const found = await lists.task(task.id);
    expect(found).toEqual({ task, process });
    expect(found?.task).toBeInstanceOf(Task);
    expect(found?.process).toBeInstanceOf(Process);
    expect(await lists.process(process.id.toUpperCase())).toEqual(process);
    for (const id of [uuidv7(), 'x', '', `${process.id}'`, `{${process.id}}`, process.id.slice(1)]) {
      expect(await lists.process(id)).toBeUndefined();
      expect(await lists.task(id)).toBeUndefined();
      expect(await lists.tasksOf(id, 10)).toEqual([]);
      expect(await lists.childrenOf(id, 10)).toEqual([]);
      expect(await lists.events(id, {})).toEqual({ items: [], next: null });
    }
  });

  it('are read inside a transaction as it has written them', async () => {
    const lists = office.lists();
    await new SqlWorkflowStore(office.source).transaction(async ({ manager }) => {
      const process = await office.process();
      await manager.getRepository(Process).update({ id: process.id }, { status: 'DONE' });
      expect((await lists.process(process.id))?.status).toBe('DONE');
      expect(await lists.isParticipant(viewer('nobody'), process.id)).toBe(false);
    });
  });

  it('hold the tasks in order, each with those it followed from', async () => {
    const process = await office.process();
    const [start, left, right, join] = [
      await office.task(process),
      await office.task(process),
      await office.task(process),
      await office.task(process),
    ];
    const other = await office.task(await office.process());
    const links: [Task, Task][] = [
      [left, start],
      [right, start],
      [join, right],
      [join, left],
      [other, other],
    ];
    await office.source
      .getRepository(TaskLink)
      .insert(links.map(([task, previous]) => ({ taskId: task.id, previousId: previous.id })));

    const lists = office.lists();
    const tasks = await lists.tasksOf(process.id, 100);
    expect(tasks.map(({ task }) => task)).toEqual([start, left, right, join]);
    expect(tasks.map(({ previous }) => previous)).toEqual([[], [start.id], [start.id], [left.id, right.id]]);
    expect(await lists.tasksOf(process.id, 2)).toEqual(tasks.slice(0, 2));
  });

  it('hold the subprocesses its tasks started', async () => {
    const process = await office.process();
    const task = await office.task(process);
    const first = await office.process({ parentTaskId: task.id });
    const second = await office.process({ parentTaskId: task.id, flow: 'loan' });
    await office.process();

    expect(await office.lists().childrenOf(process.id, 10)).toEqual([first, second]);
    expect(await office.lists().childrenOf(process.id, 1)).toEqual([first]);
    expect(await office.lists().childrenOf(first.id, 10)).toEqual([]);
  });

  it('hold its history, oldest first, page by page', async () => {
    const process = await office.process();
    const other = await office.process();
    const events = Array.from({ length: 7 }, (_, at) => ({
      id: uuidv7(),
      type: at === 0 ? ('process.started' as const) : ('task.created' as const),
      processId: process.id,
      taskId: null,
      actor: 'ann',
      payload: { at },
      createdAt: NOW,
      deliveredAt: null,
    }));
    await office.source
      .getRepository(WorkflowEvent)
      .insert([...events, { ...events[0], id: uuidv7(), processId: other.id }] as object[]);

    const lists = office.lists();
    const read = await walk((query) => lists.events(process.id, query), { limit: 3 });
    expect(read).toHaveLength(events.length);
    expect(read).toMatchObject(events);
    await expect(lists.events(process.id, { cursor: 'forged' })).rejects.toMatchObject({
      errors: [{ field: 'cursor' }],
    });
  });

  it('hold what happened last to some of its tasks, oldest first', async () => {
    const process = await office.process();
    const [asked, other] = [await office.task(process), await office.task(process)];
    const events = [asked, other, asked, asked].map((task, at) => ({
      id: uuidv7(),
      type: 'task.assigned' as const,
      processId: process.id,
      taskId: task.id,
      actor: 'ann',
      payload: { at },
      createdAt: NOW,
      deliveredAt: null,
    }));
    await office.source.getRepository(WorkflowEvent).insert(events);

    const read = async (limit: number) => {
      const found = await office.lists().eventsOfTasks(process.id, [asked.id], limit);
      return found.map(({ id }) => events.findIndex((event) => event.id === id));
    };
    expect(await read(2)).toEqual([2, 3]);
    expect(await read(10)).toEqual([0, 2, 3]);
  });
});
