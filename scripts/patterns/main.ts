/** Runs the tests of the patterns on every store and writes `docs/patterns.md` of what they show. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTROL_FLOW, titleOf } from './control-flow.js';
import { patternsPage } from './page.js';
import { testFiles } from './tests.js';

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly ancestorTitles: readonly string[];
      readonly status: string;
    }[];
  }[];
}

const STORES = ['in memory', '(pglite)', '(postgres)', '(mariadb)'];

const folder = mkdtempSync(join(tmpdir(), 'nestflow-patterns-'));
const output = join(folder, 'report.json');
const jest = [
  '--experimental-vm-modules',
  '--no-warnings=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];
spawnSync(process.execPath, [...jest, '--json', '--outputFile', output, 'test/patterns'], {
  stdio: 'inherit',
});
const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
rmSync(folder, { recursive: true });

const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
const failed = CONTROL_FLOW.map(titleOf).filter((title) => {
  const own = results.filter(
    (one) => one.title === title || one.title.startsWith(`${title} `) || one.title.startsWith(`${title}:`),
  );
  const passedOn = (store: string) =>
    own.some((one) => one.status === 'passed' && one.ancestorTitles.some((name) => name.endsWith(store)));
  return !own.every(({ status }) => status === 'passed') || !STORES.every(passedOn);
});
writeFileSync('docs/patterns.md', patternsPage(new Set(failed), testFiles()));
console.log(
  `Wrote docs/patterns.md: ${CONTROL_FLOW.length - failed.length} of ${CONTROL_FLOW.length} patterns pass.`,
);
if (failed.length > 0) {
  console.error(`Not on every one of ${STORES.join(', ')}: ${failed.join('; ')}`);
  process.exitCode = 1;
}
