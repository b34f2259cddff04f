import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { until } from '../support/until.js';
import { inDemo, type Person } from './support/demo-browser.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Where pictures of the pages are left for whoever wants to see them. */
const PICTURES = 'coverage/pages';

/** Every page takes a browser about a second, more on a busy machine. */
const LOOKING_AT_ALL = 180_000;

/** What axe looks at: the dark differs in colours from the light, the narrow does not. */
const EVERY_RULE = {};
const COLOURS = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };
const ALL_BUT_COLOURS = { rules: { 'color-contrast': { enabled: false } } };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds wrong with the page, by the rules it is to look at; those of colours are half its work. */
async function mistakes({ page }: Person, rules: object): Promise<string[]> {
  await page.evaluate(AXE);
  const options = JSON.stringify({ resultTypes: ['violations'], ...rules });
  const { violations } = await page.evaluate<{ violations: Violation[] }>(`axe.run(${options})`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

inDemo('Every page', { seed: true }, (demo) => {
  /** One address of each page there is, with something on it. */
  async function pages(): Promise<Record<string, string>> {
    const manager = await demo.app().signIn('manager');
    const items = async (path: string) => (await manager.get(`/workflow/${path}`)).body.items;
    const [failed] = await until(
      () => items('invoice/tasks?status=ERROR'),
      (found) => found.length > 0,
    );
    const [mine] = await items('inbox?flow=hello-world');
    const [free] = await items('queue?flow=invoice');
    const [done] = await items('archive?flow=hello-world');
    if ((await items('inbox?delegated=true')).length === 0) {
      const [journey] = await items('queue?flow=travel-booking');
      await manager.post(`${journey.url}/assign`);
      await manager.post(`${journey.url}/delegate`, { user: 'admin' });
    }
    const long = `Shall ${'Donaudampfschifffahrt'.repeat(8)} be bought?`;
    if ((await items(`committee-vote/processes?q=${long.slice(6, 60)}`)).length === 0) {
      await manager.post('/workflow/committee-vote/start/propose', { question: long, members: ['manager'] });
    }
    const [endless] = await items(`inbox?flow=committee-vote&q=${long.slice(6, 60)}`);
    const [order] = (await items('customer-order/processes?sort=createdAt')).slice(1);
    return {
      inbox: '/workflow/inbox',
      'inbox-delegated': '/workflow/inbox?delegated=true',
      queue: '/workflow/queue',
      archive: '/workflow/archive',
      flows: '/workflow/flows',
      board: '/workflow/invoice',
      processes: '/workflow/order-shipment/processes',
      tasks: '/workflow/customer-order/tasks',
      payments: '/workflow/invoice/payments',
      'start-of-a-vote': '/workflow/committee-vote/start/propose',
      'process-with-children': order.url,
      'events-of-a-process': `${order.url}/events`,
      'process-failed': failed.url.split('/').slice(0, -2).join('/'),
      'cancel-a-process': `${order.url}/cancel`,
      'retry-with-changed-data': `${failed.url}/retry`,
      'diagram-of-a-flow': '/workflow/invoice/stats',
      'task-of-mine': mine.url,
      'task-to-take': free.url,
      'task-with-an-endless-word': endless.url,
      'process-with-an-endless-word': endless.url.split('/').slice(0, -2).join('/'),
      'task-done': done.url,
      'task-failed': failed.url,
      'nothing-there': '/workflow/hello-world/01a21371-9fa4-7005-a283-c209ac56041f',
      'sign-in': '/login',
    };
  }

  it.each([
    ['light', EVERY_RULE, { colorScheme: 'light', viewport: { width: 1280, height: 900 } }],
    ['dark', COLOURS, { colorScheme: 'dark', viewport: { width: 1280, height: 900 } }],
    ['narrow', ALL_BUT_COLOURS, { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
  ] as const)(
    'is accessible, complains of nothing and needs no sideways scrolling: %s',
    async (look, rules, options) => {
      const manager = await demo.at('manager', options);
      mkdirSync(PICTURES, { recursive: true });
      const found: string[] = [];
      for (const [name, path] of Object.entries(await pages())) {
        await manager.open(path);
        found.push(...(await mistakes(manager, rules)).map((mistake) => `${name}: ${mistake}`));
        const width = await manager.page.evaluate<number>('document.documentElement.scrollWidth');
        if (width > options.viewport.width) found.push(`${name}: is ${width} pixels wide`);
        await manager.page.screenshot({ path: `${PICTURES}/${name}.${look}.png`, fullPage: true });
        found.push(...manager.complaints.splice(0).map((complaint) => `${name}: ${complaint}`));
      }
      expect(found.filter((one) => !/nothing-there: .*status of 404/.test(one))).toEqual([]);
    },
    LOOKING_AT_ALL,
  );

  it('is dark where the reader wants it dark', async () => {
    const darkness = async (person: Person) => {
      const colour = await person.page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      return Math.max(...(colour.match(/\d+/g) ?? []).slice(0, 3).map(Number)) < 80;
    };
    expect(await darkness(await demo.at('manager', { colorScheme: 'dark' }))).toBe(true);
    expect(await darkness(await demo.at('manager', { colorScheme: 'light' }))).toBe(false);
  });
});
