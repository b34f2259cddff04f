import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Nothing but the pages under test: no network of the browser's own, and no sandbox where tests run as root. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const path = [
  process.env['CHROMIUM_PATH'] ?? '',
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name))),
].find(isProgram);

/** Stories that need a real browser: one on the PATH, or CHROMIUM_PATH; skipped, in words, where there is none. */
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
      browser = await chromium.launch({ executablePath: path, args: ARGUMENTS });
    });
    afterAll(async () => browser?.close());
    tell(() => {
      if (!browser) throw new TypeError('Expected a browser, but it has not started');
      return browser;
    });
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return file !== '';
  } catch {
    return false;
  }
}
