/** Writes the parts of `docs/` that are made from the code: `npm run docs:nodes`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated-files.js';

const files = await generatedFiles();
rmSync('docs/nodes', { recursive: true, force: true });
for (const [path, text] of files) {
  const file = join('docs', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
console.log(`Wrote ${files.size} files to docs/.`);
