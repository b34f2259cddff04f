import { IsOptional, IsString } from 'class-validator';
import { End, Flow, Handler, Job, Split, Start, StartHandler, View, type FlowNode } from 'nestflow';
import { onEachStore } from '../support/stores.js';

class Letter {
  @IsString() @IsOptional() text?: string;
}

@Flow({ data: Letter })
class LetterFlow {
  @Start({ form: Letter, next: 'sign' }) start!: FlowNode<Letter>;
  @View({ form: Letter, next: 'send' }) sign!: FlowNode<Letter>;
  @Handler({ next: 'end' })
  send() {
    throw new Error('no stamp');
  }
  @End() end!: FlowNode;
}

@Flow({ data: Letter })
class PostFlow {
  @StartHandler({ next: 'send' }) start!: FlowNode;
  @Job({ next: 'split' }) send() {}
  @Split({ branches: ['read', 'file'] }) split!: FlowNode;
  @View({ next: 'end', assign: () => 'a'.repeat(101) }) read!: FlowNode;
  @View({ next: 'end', permission: () => 'p'.repeat(151) }) file!: FlowNode;
  @End() end!: FlowNode;
}

const NUL = 'a\0b';
const HALF = 'a\ud83d';
const ann = { id: 'ann', permissions: ['letter.view'] };

onEachStore('Text that no database can keep', (makeRun) => {
  const refused = (field: string) => ({ code: 'input-invalid', errors: [{ field }] });
  async function setUp() {
    const run = await makeRun([LetterFlow, PostFlow]);
    const { process } = await run.start(LetterFlow, 'start', { text: 'Dear Bob' });
    return { run, id: process.id };
  }

  it.each([NUL, HALF])('is refused in forms and business keys, from code as well (%j)', async (text) => {
    const { run, id } = await setUp();
    await expect(run.start(LetterFlow, 'start', { text })).rejects.toMatchObject(refused('text'));
    await expect(run.start(LetterFlow, 'start', {}, { businessKey: text })).rejects.toMatchObject(
      refused('businessKey'),
    );
    await expect(run.complete(id, 'sign', { text })).rejects.toMatchObject(refused('text'));
    await expect(run.complete(id, 'sign', Object.assign(new Letter(), { text }))).rejects.toMatchObject(
      refused('text'),
    );
    expect(await run.waiting(id)).toEqual(['sign']);
  });

  it('is refused in drafts and as a user', async () => {
    const { run, id } = await setUp();
    await expect(run.make(id, 'sign', 'assign', {}, NUL)).rejects.toMatchObject(refused('user'));
    await run.make(id, 'sign', 'assign', {}, ann);
    const draft = { pages: ['one', { text: NUL }] };
    await expect(run.make(id, 'sign', 'saveDraft', {}, draft)).rejects.toMatchObject(refused('pages.1.text'));
    expect(await run.newest(id, 'sign')).toMatchObject({ owner: 'ann', draft: null });
  });

  it('is refused in messages and signals', async () => {
    const { run } = await setUp();
    await expect(run.message('paid', NUL)).rejects.toMatchObject(refused('key'));
    await expect(run.message('paid', 'a', {}, { id: NUL, ttl: '1h' })).rejects.toMatchObject(refused('id'));
    await expect(run.message('paid', 'a', { by: NUL }, { ttl: '1h' })).rejects.toMatchObject(
      refused('payload.by'),
    );
    await expect(run.signal('opened', NUL)).rejects.toMatchObject(refused('payload'));
    await expect(run.message(NUL, 'a')).rejects.toMatchObject({ code: 'input-invalid' });
  });

  it('is refused as a user when it is too long: who acts, who is given a task, in the background as well', async () => {
    const { run, id } = await setUp();
    const long = { id: 'a'.repeat(101), permissions: ['letter.start', 'letter.view'] };
    const starting = run.start(LetterFlow, 'start', {}, { user: long });
    await expect(starting).rejects.toMatchObject(refused('user'));
    await expect(run.make(id, 'sign', 'assign', {}, long)).rejects.toMatchObject(refused('user'));
    await run.make(id, 'sign', 'assign', {}, ann);

    const { process } = await run.start(PostFlow, 'start');
    await run.work();
    expect(await run.history(process.id)).toEqual([
      'start DONE',
      'send DONE',
      'split DONE',
      'read ERROR',
      'file ERROR',
    ]);
    const messages = (await run.tasks(process.id)).slice(-2).map(({ error }) => error?.message);
    expect(messages).toEqual([
      expect.stringContaining('a user id of 1 to 100 characters'),
      expect.stringContaining("the permission of 'file' to be at most 150 characters"),
    ]);
  });

  it('is refused where something is found by it and it ends with a space, which MariaDB does not heed', async () => {
    const { run, id } = await setUp();
    const starting = run.start(LetterFlow, 'start', {}, { businessKey: 'letter-1 ' });
    await expect(starting).rejects.toMatchObject(refused('businessKey'));
    await expect(run.make(id, 'sign', 'assign', {}, 'ann ')).rejects.toMatchObject(refused('user'));
    await expect(run.message('paid', 'a ')).rejects.toMatchObject(refused('key'));
    const sending = run.message('paid', 'a', {}, { id: 'one ', ttl: '1h' });
    await expect(sending).rejects.toMatchObject(refused('id'));
    await run.start(LetterFlow, 'start', { text: ' as it is ' }, { businessKey: ' letter 1' });
  });

  it('does not hold up a form that is part of itself', async () => {
    const { run, id } = await setUp();
    const circle: { text: string; self?: unknown } = { text: NUL };
    circle.self = circle;
    await run.make(id, 'sign', 'assign', {}, ann);
    await expect(run.make(id, 'sign', 'saveDraft', {}, circle)).rejects.toMatchObject(refused('text'));
  });
});
