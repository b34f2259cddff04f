import { themeChoice } from './theme-choice.js';

describe('chosen colours', () => {
  it('lead back to the page without what was chosen', () => {
    expect(themeChoice('/workflow/queue?q=a&theme=dark', '/workflow')?.to).toBe('/workflow/queue?q=a');
  });

  it.each(['//evil.example', '/\\\\evil.example', '//evil.example/?q=1&'])(
    'B78 %s leads to no other host',
    (address) => {
      // an application's own page that is there for every path is asked for with this as its path
      const chosen = themeChoice(`${address}${address.includes('?') ? '' : '?'}theme=dark`, '/workflow');
      expect(chosen?.to).toBe('/workflow');
    },
  );
});
