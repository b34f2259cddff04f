import { readFileSync } from 'node:fs';
import { CONTROL_FLOW, titleOf } from '../../scripts/patterns/control-flow.js';
import { patternsPage } from '../../scripts/patterns/page.js';
import { testFiles } from '../../scripts/patterns/tests.js';

describe('The page of the workflow patterns', () => {
  it('has all 43, each with a test of its name', () => {
    expect(CONTROL_FLOW.map(({ number }) => number)).toEqual(Array.from({ length: 43 }, (_, i) => i + 1));
    const files = testFiles();
    expect(CONTROL_FLOW.map(titleOf).filter((title) => !files.has(title))).toEqual([]);
  });

  it('is what a run that passes everywhere makes of them: else run npm run docs:patterns', () => {
    expect(readFileSync('docs/patterns.md', 'utf8')).toBe(patternsPage(new Set(), testFiles()));
  });
});
