import { Languages } from './languages.js';

describe('the languages of pages', () => {
  const region = (accepted: string | undefined, locale?: string) => {
    const languages = new Languages({ locale });
    return languages.region(languages.choose(accepted), accepted);
  };

  it('write dates as in the reader’s own region', () => {
    expect(region('en-GB,en;q=0.9')).toBe('en-GB');
    expect(region('fr-CH, de-AT;q=0.9, en;q=0.5')).toBe('de-AT');
    expect(region('en-GB', 'de-CH')).toBe('de-CH');
  });

  it('write dates as in the language at large, where the region is none', () => {
    expect(region(undefined)).toBe('en');
    expect(region('fr')).toBe('en');
    expect(region('en_GB, *;q=0.5')).toBe('en');
    expect(region('de-AT-!, de')).toBe('de');
  });
});
