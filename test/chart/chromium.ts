import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', process.env.CHROMIUM_PATH ?? ''].find(
  (candidate) => candidate !== '' && existsSync(candidate),
);

/** Stories that need a real browser: Debian's Chromium, or CHROMIUM_PATH; skipped, in words, where there is none. */
export function inChromium(title: string, tell: (browser: () => Browser) => void): void {
  if (path === undefined) {
    describe.skip(`${title} (skipped: there is no Chromium; install it, or set CHROMIUM_PATH)`, () => {
      tell(() => {
        throw new TypeError('There is no Chromium');
      });
    });
    return;
  }
  describe(title, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
    });
    afterAll(async () => browser?.close());
    tell(() => {
      if (!browser) throw new TypeError('Expected a browser, but it has not started');
      return browser;
    });
  });
}
