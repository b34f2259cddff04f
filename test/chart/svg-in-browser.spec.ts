import { chartSvg } from '../../libs/workflow/src/chart/chart.js';
import { CHART_STYLES } from '../../libs/workflow/src/chart/chart-styles.js';
import { inChromium } from '../support/chromium.js';
import { compiled, flows } from './flows.js';

inChromium('A diagram in a browser', (browser) => {
  it.each(Object.entries(flows))('B79 %s flow: text stays inside its task', async (_name, flowClass) => {
    const page = await browser().newPage();
    await page.setContent(await chartSvg(compiled(flowClass), { standalone: true }));
    const outside = await page.evaluate(() => {
      const dom = globalThis as unknown as {
        document: { querySelectorAll(selector: string): Iterable<Group> };
      };
      interface Group {
        getAttribute(name: string): string;
        querySelector(selector: string): { getBBox(): { x: number; width: number } };
      }
      return [...dom.document.querySelectorAll('.nf-node--rounded')].flatMap((group) => {
        const text = group.querySelector('text').getBBox();
        const box = group.querySelector('rect').getBBox();
        return text.x >= box.x + 4 && text.x + text.width <= box.x + box.width - 4
          ? []
          : [group.getAttribute('data-node')];
      });
    });
    await page.close();
    expect(outside).toEqual([]);
  });

  it('obeys a strict Content-Security-Policy, and the theme around it', async () => {
    const svg = await chartSvg(compiled(flows.eventful), { state: { nodes: { approve: { waiting: 1 } } } });
    const page = await browser().newPage({ colorScheme: 'light' });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const files: Record<string, { contentType: string; body: string }> = {
      '/': {
        contentType: 'text/html',
        body: `<!doctype html><html data-bs-theme="dark"><link rel="stylesheet" href="/chart.css">${svg}`,
      },
      '/chart.css': { contentType: 'text/css', body: CHART_STYLES },
    };
    await page.route('**/*', (route) =>
      route.fulfill({
        ...files[new URL(route.request().url()).pathname],
        headers: { 'Content-Security-Policy': "default-src 'none'; style-src 'self'" },
      }),
    );
    await page.goto('http://chart.test/');
    const fill = await page.evaluate(() => {
      const dom = globalThis as unknown as {
        document: { querySelector(selector: string): unknown };
        getComputedStyle(element: unknown): { fill: string };
      };
      return dom.getComputedStyle(dom.document.querySelector('[data-node=job] rect')).fill;
    });
    await page.close();
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
    expect(fill).toBe('rgb(27, 38, 54)');
  });
});
