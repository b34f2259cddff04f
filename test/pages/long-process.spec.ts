import { IsBoolean, IsInt, IsString, Length } from 'class-validator';
import {
  type Activation,
  End,
  Flow,
  type FlowNode,
  Handler,
  If,
  Start,
  View,
  WorkflowViewset,
} from 'nestflow';
import { type HttpApp, startHttpApp, USERS } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, text } from './support/browsing.js';

class Count {
  @IsInt() upTo!: number;
}

class Counting extends Count {
  @IsString() @Length(1, 20) remark!: string;
  @IsBoolean() right!: boolean;
  counted?: number;
}

class Remark {
  @IsString() @Length(1, 20) remark!: string;
}

/** Counts by itself, then asks a person. */
@Flow({ data: Counting, title: 'Counting' })
class CountingFlow {
  @Start({ form: Count, next: 'count' }) begin!: FlowNode<Count>;

  @Handler({ next: 'enough' })
  count({ process }: Activation<Counting>) {
    process.data.counted = (process.data.counted ?? 0) + 1;
  }

  @If({ then: 'look', else: 'count' })
  enough({ process }: Activation<Counting>) {
    return (process.data.counted ?? 0) >= process.data.upTo;
  }

  @View({ form: Remark, permission: 'counting.look', next: 'end' }) look!: FlowNode<Remark>;
  @End() end!: FlowNode;
}

onDatabases(['pglite', 'mariadb'], 'pages of a long process', (database) => {
  let db: TestDatabase;
  let app: HttpApp;
  let ada: Browsing;

  beforeAll(async () => {
    USERS['ada'] = ['counting.look', 'counting.view'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [CountingFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [CountingFlow] }),
    });
    ada = new Browsing(app.url, 'ada');
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  const counted = async (upTo: number) => {
    const { body } = await app.as('ada').post('/workflow/counting/start/begin', { upTo });
    const look = body.next[0] as { url: string };
    return { process: body.process.url as string, task: look.url };
  };
  const say = async (process: string, from: number, to: number) => {
    for (let n = from; n <= to; n += 1) await app.as('ada').post(`${process}/comments`, { text: `no ${n}` });
  };
  const said = ({ html }: { html: string }) =>
    [...html.matchAll(/<p class="nf-comment__text">no (\d+)<\/p>/g)].map(([, n]) => Number(n));
  const link = ({ html }: { html: string }, words: string) =>
    new RegExp(`<a href="([^"]+)"[^>]*>${words}</a>`).exec(html)?.[1]?.replaceAll('&amp;', '&');

  it('its newest tasks come first to sight, with who did what, and those before are a link away', async () => {
    const { process, task } = await counted(60);
    await app.as('ada').post(`${task}/assign`);
    const page = await ada.get(process);
    const steps = ({ html }: { html: string }) => html.match(/class="nf-timeline__entry /g)?.length;
    expect(steps(page)).toBe(50);
    const newest = page.html.slice(page.html.indexOf('nf-timeline'));
    expect(text(newest)).toContain('Look');
    expect(text(newest)).toContain('taken ada');

    const earlier = await ada.get(link(page, 'Earlier tasks') ?? '');
    expect(steps(earlier)).toBe(50);
    const first = await ada.get(link(earlier, 'Earlier tasks') ?? '');
    expect(steps(first)).toBe(2 * 60 + 2 - 100);
    expect(link(first, 'Earlier tasks')).toBeUndefined();
    expect(link(first, 'Newest tasks')).toBe(`${process}#nf-tasks`);
  });

  it('its newest comments are there, those before are a link away, and both ways keep the address', async () => {
    const { process } = await counted(1);
    await say(process, 1, 60);
    const page = await ada.get(process);
    expect(said(page)).toEqual(Array.from({ length: 50 }, (_, n) => n + 11));
    const address = link(page, 'Earlier comments') ?? '';
    expect(address).toMatch(/^\/workflow\/counting\/[^/]+\?comments=[\w-]+#nf-comments$/);
    const earlier = await ada.get(address);
    expect(said(earlier)).toEqual(Array.from({ length: 10 }, (_, n) => n + 1));
    expect(link(earlier, 'Earlier comments')).toBeUndefined();
    expect(link(earlier, 'Newest comments')).toBe(`${process}#nf-comments`);
    expect((await ada.get(`${process}?comments=nonsense`)).status).toBe(400);
  });

  it('comments are on the page of a task as well, where one comes back to', async () => {
    const { process, task } = await counted(1);
    await app.as('ada').post(`${task}/assign`);
    await say(process, 1, 51);
    const page = await ada.get(task);
    expect(said(page)).toHaveLength(50);
    expect(said(await ada.get(link(page, 'Earlier comments') ?? ''))).toEqual([1]);

    const added = await ada.submit(page, `${process}/comments`, { text: 'Is it @ada who looks?' });
    expect(added).toMatchObject({ status: 303, location: `${task}#nf-comments` });
    const after = await ada.follow(added);
    expect(text(after.html)).toContain('Your comment is there.');
    expect(after.html).toContain('nf-mention--me');

    const long = await ada.submit(after, `${process}/comments`, { text: 'y'.repeat(4_001) });
    expect(long.status).toBe(422);
    expect(long.html).toContain('y'.repeat(4_001));
    expect(long.html).toMatch(/id="nf-text-error">[^<]*4000/);
    const leser = new Browsing(app.url, 'ada', { 'accept-language': 'de' });
    const empty = await leser.submit(await leser.get(task), `${process}/comments`, { text: ' ' });
    expect(text(empty.html)).toContain('Bitte schreiben Sie 1 bis 4000 Zeichen.');
    const completed = await ada.submit(long, `${task}/execute`, { 'f.remark': 'Fine' });
    expect(completed.status).toBe(303);
    expect((await app.as('ada').get(task)).body.status).toBe('DONE');
  });

  it('the page of a task tells what happened last, and is another once anything has', async () => {
    const { process, task } = await counted(60);
    await app.as('ada').post(`${task}/assign`);
    const page = await ada.get(task);
    expect(text(page.html)).toContain('taken ada');
    const keep = ({ html }: { html: string }) => /data-nf-keep="([^"]+)"/.exec(html)?.[1];
    expect(keep(await ada.get(task))).toBe(keep(page));
    await say(process, 1, 1);
    expect(keep(await ada.get(task))).not.toBe(keep(page));
  });

  it('takes as many statements as the pages of a short one', async () => {
    const [short, long] = [await counted(1), await counted(60)];
    await say(long.process, 1, 60);
    const count = (path: string) => app.statements(() => ada.get(path));
    expect(await count(long.process)).toBe(await count(short.process));
    expect(await count(long.task)).toBe(await count(short.task));
  });
});
