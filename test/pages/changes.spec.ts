import { PickType } from '@nestjs/mapped-types';
import { IsBoolean, IsDateString, IsEnum, IsInt, IsOptional, IsString } from 'class-validator';
import {
  type Activation,
  End,
  Field,
  Flow,
  type FlowNode,
  Handler,
  Start,
  View,
  WorkflowViewset,
} from 'nestflow';
import { type HttpApp, startHttpApp, USERS } from '../http/support/http-app.js';
import { onDatabases, type TestDatabase } from '../support/databases.js';
import { Browsing, text } from './support/browsing.js';

enum Room {
  SeaView = 'seaView',
  Garden = 'garden',
}

class Stay {
  @IsInt() nights!: number;
  @Field({ label: 'Kind of room' }) @IsEnum(Room) room!: Room;
  @IsDateString() from!: string;
  @IsOptional() @IsString() passport?: string;
  @IsOptional() @IsString() wish?: string;
  @IsBoolean() breakfast = false;
  guest: { name?: string; tags: string[] } = { tags: [] };
}

@Flow({ data: Stay, permissions: { view: 'stay.view' }, history: { hide: ['passport'] } })
class StayFlow {
  @Start({ form: PickType(Stay, ['nights', 'room', 'from', 'passport', 'wish']), next: 'prepare' })
  ask!: FlowNode;
  @Handler({ next: 'confirm' })
  prepare({ process }: Activation<Stay>) {
    process.data.guest.name = '<b>Ann</b>';
    process.data.guest.tags.push('new', 'vip');
  }
  @View({ form: PickType(Stay, ['nights', 'room', 'breakfast']), assign: 'ada', next: 'end' })
  confirm(
    { process }: Activation<Stay>,
    { nights, room, breakfast }: Pick<Stay, 'nights' | 'room' | 'breakfast'>,
  ) {
    Object.assign(process.data, { nights, room, breakfast });
    process.data.wish = undefined;
  }
  @End() end!: FlowNode;
}

onDatabases(['pglite'], 'what changed, on pages', (database) => {
  let db: TestDatabase;
  let app: HttpApp;

  beforeAll(async () => {
    USERS['ada'] = ['stay.view'];
    db = await database.create();
    app = await startHttpApp({
      database: db,
      flows: [StayFlow],
      controllers: WorkflowViewset({ path: 'workflow', flows: [StayFlow] }),
    });
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
  });

  /** A stay that was asked for and confirmed otherwise. */
  async function confirmed() {
    const asked = { nights: 2, room: 'seaView', from: '2026-01-31', passport: 'P 12345', wish: 'Quiet' };
    const { body } = await app.as('ada').post('/workflow/stay/start/ask', asked);
    const task = body.next[0].url as string;
    await app.as('ada').post(`${task}/execute`, { nights: 3, room: 'garden', breakfast: true });
    return { process: body.process.url as string, task };
  }

  /** The lines that say what changed, in the order they are shown. */
  const changes = (html: string) =>
    [...html.matchAll(/<li class="nf-change">(.*?)<\/li>/gs)].map(([, line = '']) => text(line));

  const ALL = [
    'Nights: 2 new',
    'Kind of room: Sea view new',
    'From: Jan 31, 2026 new',
    'Passport: changed, its values are not kept',
    'Wish: Quiet new',
    'Guest – Tags: new, vip new',
    'Guest – Name: &lt;b&gt;Ann&lt;/b&gt; new',
    'Nights: from 2 → to 3',
    'Kind of room: from Sea view → to Garden',
    'Wish: Quiet removed',
    'Breakfast: from No → to Yes',
  ];

  it('is told beside the task that did it, by the names and in the words of the data', async () => {
    const { process } = await confirmed();
    const { html } = await new Browsing(app.url, 'ada').get(process);
    expect(changes(html)).toEqual(ALL);
    expect(html).toContain('<del>2</del>');
    expect(html).toContain('<ins>3</ins>');
  });

  it('is told by the history, of the process and beside a task', async () => {
    const { process, task } = await confirmed();
    const ada = new Browsing(app.url, 'ada');
    expect(changes((await ada.get(`${process}/events`)).html)).toEqual(ALL);
    expect(changes((await ada.get(task)).html)).toEqual(ALL);
  });

  it('is told in German to who reads German', async () => {
    const { process } = await confirmed();
    const { html } = await new Browsing(app.url, 'ada', { 'accept-language': 'de' }).get(process);
    expect(changes(html)).toEqual(
      expect.arrayContaining([
        'Nights: von 2 → auf 3',
        'Breakfast: von Nein → auf Ja',
        'Wish: Quiet entfernt',
        'From: 31.01.2026 neu',
        'Passport: geändert, die Werte werden nicht aufbewahrt',
      ]),
    );
  });
});
