/** Copies what tsc leaves behind (templates, styles, scripts of the pages) next to the compiled code. */
import { cpSync, existsSync } from 'node:fs';

const folders = [
  'libs/workflow/src/ui/templates',
  'libs/workflow/src/ui/assets',
  'apps/demo/src/templates',
  'apps/demo/src/assets',
  'apps/demo/src/nodes/vote-pages',
];

for (const folder of folders) {
  const from = new URL(`../${folder}`, import.meta.url);
  if (!existsSync(from)) continue;
  cpSync(from, new URL(`../dist/${folder}`, import.meta.url), { recursive: true });
}
