import type { Process } from '../../libs/workflow/src/model/process.entity.js';
import { RELATIVES } from '../../libs/workflow/src/runtime/relatives.js';
import type { AccessPolicy } from '../../libs/workflow/src/runtime/ports/access-policy.js';
import type { NextTaskQuery, Viewer } from '../../libs/workflow/src/runtime/ports/list-queries.js';
import { onEachDatabase } from '../support/databases.js';
import { BranchAccess, minutes, NOW, Office, viewer } from './fixtures.js';

onEachDatabase('what to go on with', (database) => {
  let office: Office;

  beforeAll(async () => {
    office = await Office.open(database);
  });
  afterEach(() => office.clear());
  afterAll(() => office.close());

  const ann = viewer('ann');
  const mine = { owner: 'ann', status: 'ASSIGNED' } as const;

  async function next(
    process: Process,
    asked: { who?: Viewer; access?: AccessPolicy; query?: Partial<NextTaskQuery> } = {},
  ): Promise<string | undefined> {
    const found = await office.lists(asked.access).nextTask(asked.who ?? ann, {
      processId: process.id,
      among: RELATIVES,
      kinds: ['VIEW'],
      now: NOW,
      ...asked.query,
    });
    if (found) expect(found.process.id).toBe(found.task.processId);
    return found?.task.node;
  }

  /** A process under a task of another. */
  async function childOf(parent: Process): Promise<Process> {
    const caller = await office.task(parent, { node: 'call', kind: 'SUBPROCESS', permission: null });
    return office.process({ parentTaskId: caller.id });
  }

  it('B27 is my task of this process before one I may take, whatever is older or more urgent', async () => {
    const process = await office.process();
    await office.task(process, { node: 'offered', priority: 9 });
    expect(await next(process)).toBe('offered');
    await office.task(process, { node: 'mine', ...mine });
    expect(await next(process)).toBe('mine');
    await office.task(process, { node: 'urgent', ...mine, priority: 5 });
    expect(await next(process)).toBe('urgent');
    await office.task(process, { node: 'latest', owner: 'ann', status: 'STARTED', priority: 5 });
    expect(await next(process)).toBe('urgent');
  });

  it('B27 is nothing that is done, snoozed, another’s, the machine’s, or not mine to take', async () => {
    const process = await office.process();
    await office.task(process, { ...mine, status: 'DONE', live: false });
    await office.task(process, { ...mine, status: 'ERROR' });
    await office.task(process, { ...mine, snoozedUntil: minutes(1) });
    await office.task(process, { owner: 'bob', status: 'ASSIGNED' });
    await office.task(process, { kind: 'JOB' });
    await office.task(process, { permission: 'order.approve' });
    await office.task(process, { excluded: ['ann'] });
    expect(await next(process)).toBeUndefined();
    expect(await next(process, { query: { now: minutes(1) } })).toBe('pack');
  });

  it('B27 searches children, then the parent, then siblings', async () => {
    const parent = await office.process();
    const process = await childOf(parent);
    const sibling = await childOf(parent);
    const child = await childOf(process);
    const stranger = await office.process();
    await office.task(stranger, { node: 'stranger', ...mine });
    await office.task(await childOf(child), { node: 'grandchild', ...mine });
    expect(await next(process)).toBeUndefined();

    await office.task(sibling, { node: 'sibling', ...mine });
    expect(await next(process)).toBe('sibling');
    await office.task(parent, { node: 'parent' });
    expect(await next(process)).toBe('parent');
    await office.task(child, { node: 'child' });
    expect(await next(process)).toBe('child');
    await office.task(process, { node: 'own' });
    expect(await next(process)).toBe('own');
    expect(await next(parent)).toBe('parent');

    expect(await next(process, { query: { among: ['self'] } })).toBe('own');
    expect(await next(process, { query: { among: ['parent', 'sibling'] } })).toBe('parent');
    expect(await next(process, { query: { among: ['sibling'] } })).toBe('sibling');
    expect(await next(process, { query: { among: ['child', 'sibling'] } })).toBe('child');
    expect(await next(sibling, { query: { among: ['child'] } })).toBeUndefined();
    expect(await next(process, { query: { among: [] } })).toBeUndefined();
  });

  it('B27 is of a running process that is shown and that the policy lets me see', async () => {
    const process = await office.process({ businessKey: 'bob-1' });
    const dead = await office.process({ status: 'CANCELED' });
    await office.task(process, mine);
    await office.task(dead, mine);
    expect(await next(dead)).toBeUndefined();
    expect(await next(process, { access: new BranchAccess() })).toBeUndefined();
    expect(await next(process, { query: { flows: ['claim'] } })).toBeUndefined();
    expect(await next(process, { query: { flows: [] } })).toBeUndefined();
    expect(await next(process, { query: { flows: ['order'] } })).toBe('pack');
    expect(await next(process, { query: { processId: `${process.id}' or '1'='1` } })).toBeUndefined();
  });
});
