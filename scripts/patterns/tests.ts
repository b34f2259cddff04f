import { readdirSync, readFileSync } from 'node:fs';
import { CONTROL_FLOW, titleOf } from './control-flow.js';

const FOLDER = 'test/patterns';

/** In which file each pattern has its test, by the pattern's title; those that have none are absent. */
export function testFiles(): Map<string, string> {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => ({ path: `${FOLDER}/${name}`, text: readFileSync(`${FOLDER}/${name}`, 'utf8') }));
  const found = new Map<string, string>();
  for (const title of CONTROL_FLOW.map(titleOf)) {
    const file = files.find(({ text }) => text.includes(`it('${title}', `));
    if (file) found.set(title, file.path);
  }
  return found;
}
