import { namesIn } from './mentioned.js';

describe('Whom a text names', () => {
  it.each([
    ['@राम please', 'राम'],
    ['(@Jose\u0301), have a look', 'Jose\u0301'],
    ['@ann.', 'ann'],
    ['@müller', 'müller'],
  ])('%s', (text, name) => {
    expect(namesIn(text).flat()).toContain(name);
  });

  it('is nobody in an address of mail', () => {
    expect(namesIn('ann@example.org, राम@example.org')).toEqual([]);
  });
});
