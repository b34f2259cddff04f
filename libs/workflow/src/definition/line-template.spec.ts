import { LONGEST_LINE, parseLine, renderLine } from './line-template.js';

describe('a line of a summary or result', () => {
  const line = (text: string) => renderLine(parseLine('{{ text }}'), { text });

  it('is whole when it is no longer than lists have room for', () => {
    expect(line('x'.repeat(LONGEST_LINE))).toBe('x'.repeat(LONGEST_LINE));
  });

  it('is cut when it is longer, and says so', () => {
    expect(line('x'.repeat(500_000))).toBe(`${'x'.repeat(LONGEST_LINE - 1)}…`);
  });

  it('is cut between characters, never within one', () => {
    expect(line(`${'x'.repeat(LONGEST_LINE - 2)}💥💥`)).toBe(`${'x'.repeat(LONGEST_LINE - 2)}…`);
  });
});
