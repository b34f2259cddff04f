import { readFileSync } from 'node:fs';
import { WORKFLOW_ERRORS } from 'nestflow';

const expected = Object.entries(WORKFLOW_ERRORS).map(([code, { status, meaning }]) => [
  code,
  `${status}`,
  meaning,
]);

describe('The tables of errors', () => {
  it.each(['README.md', 'docs/errors.md'])('%s has every code, with its status and its meaning', (page) => {
    const rows = readFileSync(page, 'utf8').matchAll(/^\| `([a-z-]+)` \| (\d{3}) \| (.*?) \|/gm);
    expect([...rows].map(([, ...cells]) => cells)).toEqual(expected);
  });

  it('docs/errors.md says what to do about each', () => {
    const rows = readFileSync('docs/errors.md', 'utf8').matchAll(
      /^\| `[a-z-]+` \| \d{3} \| .*? \| (.*) \|$/gm,
    );
    const advice = [...rows].map(([, text]) => text);
    expect(advice).toHaveLength(expected.length);
    expect(advice.filter((text) => !text?.trim())).toEqual([]);
  });
});
