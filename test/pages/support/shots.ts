import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = process.env.NESTFLOW_SCREENSHOTS;

/** Keeps a picture of a page where `NESTFLOW_SCREENSHOTS` says; nowhere otherwise. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
