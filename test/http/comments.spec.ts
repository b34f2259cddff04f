import { Comments, WorkflowEvents, WorkflowViewset, type WorkflowEvent } from 'nestflow';
import { onEachDatabase, type TestDatabase } from '../support/databases.js';
import { ClaimFlow } from './support/claim.flow.js';
import { HeaderAccess, type HttpApp, startHttpApp, USERS } from './support/http-app.js';

/** Whatever the application hears of. */
const heard: WorkflowEvent[] = [];
const listener = {
  provide: 'listener',
  inject: [WorkflowEvents],
  useFactory: (events: WorkflowEvents) => events.on((event) => heard.push(event)),
};

/** What the application's own code comments with. */
let comments: Comments;
const commenter = { provide: 'commenter', inject: [Comments], useFactory: (it: Comments) => (comments = it) };

/** The user `branch` sees no process but those with a business key of theirs, whatever their rights. */
class BranchesAccess extends HeaderAccess {
  override visible(user: { id: string }, query: { andWhere(sql: string): unknown }): void {
    if (user.id === 'branch') query.andWhere(`process.businessKey = 'branch'`);
  }
}

onEachDatabase('comments over HTTP', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['reviewer'] = ['claim.review'];
    USERS['boss'] = ['claim.manage'];
    USERS['branch'] = ['claim.manage', 'claim.review'];
    USERS['eve@example.com'] = ['claim.view'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [ClaimFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [ClaimFlow] }),
      providers: [listener, commenter],
      access: BranchesAccess,
    });
  });
  beforeEach(() => void heard.splice(0));
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const claim = async () =>
    (await app.as('bob').post('/workflow/claim/start/file', { amount: 5 })).body.process.url as string;
  const say = (user: string, process: string, text: unknown, headers?: Record<string, string>) =>
    app.as(user).post(`${process}/comments`, { text }, headers);
  const root = async (user: string) => (await app.as(user).get('/workflow')).body;

  it('are refused of a user whose id is too long to be kept, who may look still', async () => {
    const long = 'l'.repeat(101);
    USERS[long] = ['claim.view'];
    const process = await claim();
    expect(await app.as(long).get(process)).toMatchObject({ status: 200 });
    const refused = { status: 400, body: { code: 'input-invalid', errors: [{ field: 'user' }] } };
    expect(await say(long, process, 'Hello')).toMatchObject(refused);
  });

  it('are kept in the order they were made, as text, and are part of the history', async () => {
    const process = await claim();
    const text = `<script>alert(1)</script>\n\u{1f4a5} "quoted" {{ process }}`;
    const made = await say('bob', process, `  ${text}\n`);
    expect(made).toMatchObject({ status: 201, body: { text, author: 'bob', mentions: [] } });
    await say('boss', process, 'Second');
    const { items, next } = (await app.as('boss').get(`${process}/comments`)).body;
    expect(items).toEqual([made.body, expect.objectContaining({ text: 'Second', author: 'boss' })]);
    expect(next).toBeNull();
    const page = (await app.as('boss').get(`${process}/comments?limit=1`)).body;
    expect((await app.as('boss').get(`${process}/comments?cursor=${page.next}`)).body.items).toEqual([
      items[1],
    ]);
    const history = (await app.as('boss').get(`${process}/events`)).body.items;
    expect(history.at(-1)).toMatchObject({
      type: 'comment.added',
      actor: 'boss',
      payload: { text: 'Second' },
    });
    expect(heard.filter(({ type }) => type === 'comment.added')).toHaveLength(2);
  });

  it('are refused from code as well when no database can keep them, with nothing written', async () => {
    const process = await claim();
    const id = process.split('/').at(-1) ?? '';
    for (const text of ['a\0b', 'a\ud83d'])
      await expect(comments.add(id, text)).rejects.toMatchObject({
        code: 'input-invalid',
        errors: [{ field: 'text' }],
      });
    expect((await app.as('boss').get(`${process}/comments`)).body.items).toEqual([]);
  });

  it('tell whom they name, when they exist and may see the process, until they have seen it', async () => {
    const process = await claim();
    const text =
      'cc @reviewer, @boss. @eve@example.com! Not @nobody, @manager, @branch, mail@reviewer nor @@bob; again @boss';
    const { body } = await say('bob', process, text);
    expect(body.mentions).toEqual(['reviewer', 'boss', 'eve@example.com']);
    expect(heard.at(-1)?.payload).toEqual({ text, mentions: body.mentions });
    for (const user of ['reviewer', 'boss', 'eve@example.com']) {
      const { counts, mentions } = await root(user);
      expect(counts.mentions).toBe(1);
      expect(mentions).toEqual([{ ...body, process: expect.objectContaining({ url: process }) }]);
    }
    for (const user of ['bob', 'manager', 'branch']) {
      expect((await root(user)).mentions).toEqual([]);
    }
    expect((await app.as('reviewer').post(`${process}/comments/seen`)).body).toEqual({ seen: true });
    expect((await root('reviewer')).counts.mentions).toBe(0);
    await say('boss', process, 'I answer');
    expect((await root('boss')).mentions).toEqual([]);
    expect((await root('eve@example.com')).counts.mentions).toBe(1);
    await app.as('eve@example.com').post(`${process}/comments/seen`);
  });

  it('name nobody to themselves, and are kept once under one Idempotency-Key', async () => {
    const process = await claim();
    const key = { 'idempotency-key': `comment-${process}` };
    const first = await say('boss', process, 'Note to @boss', key);
    const again = await say('boss', process, 'Note to @boss', key);
    expect(again.body).toEqual(first.body);
    expect((await app.as('boss').get(`${process}/comments`)).body.items).toHaveLength(1);
    expect((await root('boss')).mentions).toEqual([]);
  });

  it('B21 are neither read nor made by those who may not see the process, and on finished ones by those who may', async () => {
    const process = await claim();
    for (const user of ['manager', 'branch']) {
      expect((await say(user, process, 'x')).status).toBe(404);
      expect((await app.as(user).get(`${process}/comments`)).status).toBe(404);
      expect((await app.as(user).post(`${process}/comments/seen`)).status).toBe(404);
    }
    expect((await app.as(undefined as never).get(`${process}/comments`)).status).toBe(401);
    await app.as('boss').post(`${process}/cancel`);
    expect((await say('boss', process, 'It was a mistake')).status).toBe(201);
  });

  it('refuse what is no comment, and store nothing of it', async () => {
    const process = await claim();
    const before = await app.stored();
    for (const text of ['', '  \n ', 'x'.repeat(4_001), null, 5, [], {}, ['x'], 'a\u0000', '\ud800']) {
      expect(await say('bob', process, text)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'text' }] },
      });
    }
    for (const body of ['', '[]', '{"text":"x","html":true}', '{"text":"x","__proto__":{"a":1}}']) {
      expect((await app.as('bob').post(`${process}/comments`, body)).status).toBe(400);
    }
    expect((await app.as('bob').get(`${process}/comments?sort=x`)).status).toBe(400);
    expect((await app.as('bob').post('/workflow/claim/x/comments', { text: 'x' })).status).toBe(404);
    expect((await app.stored()) === before).toBe(true);
  });

  it('B75 are listed in as many statements, however many there are and whomever they name', async () => {
    const process = await claim();
    const measure = async () => [
      await app.statements(() => app.as('boss').get(`${process}/comments`)),
      await app.statements(() => app.as('reviewer').get('/workflow')),
    ];
    await say('bob', process, 'One for @reviewer');
    const one = await measure();
    for (let made = 0; made < 5; made++) await say('bob', process, `For @reviewer and @boss: ${made}`);
    expect(await measure()).toEqual(one);
    await app.as('reviewer').post(`${process}/comments/seen`);
  });
});
