import { momentOf, wallClock } from './zoned-time.js';

describe('the clock of a zone', () => {
  it.each([
    ['2026-01-31T09:00', 'Europe/Berlin', '2026-01-31T08:00:00.000Z'],
    ['2026-07-31T09:00', 'Europe/Berlin', '2026-07-31T07:00:00.000Z'],
    ['2026-07-31T00:30', 'Asia/Kathmandu', '2026-07-30T18:45:00.000Z'],
    ['2026-12-31T23:30', 'America/New_York', '2027-01-01T04:30:00.000Z'],
    ['2026-01-31T09:00', 'UTC', '2026-01-31T09:00:00.000Z'],
  ])('%s in %s is %s, and back', (clock, zone, moment) => {
    expect(momentOf(clock, zone)?.toISOString()).toBe(moment);
    expect(wallClock(new Date(moment), zone)).toBe(clock);
  });

  it('is read around the nights on which it is changed', () => {
    // Before and after 02:00 → 03:00 and 03:00 → 02:00.
    expect(momentOf('2026-03-29T01:59', 'Europe/Berlin')?.toISOString()).toBe('2026-03-29T00:59:00.000Z');
    expect(momentOf('2026-03-29T03:00', 'Europe/Berlin')?.toISOString()).toBe('2026-03-29T01:00:00.000Z');
    expect(momentOf('2026-10-25T01:59', 'Europe/Berlin')?.toISOString()).toBe('2026-10-24T23:59:00.000Z');
    expect(momentOf('2026-10-25T03:00', 'Europe/Berlin')?.toISOString()).toBe('2026-10-25T02:00:00.000Z');
    const twice = momentOf('2026-10-25T02:30', 'Europe/Berlin') ?? new Date(0);
    expect(wallClock(twice, 'Europe/Berlin')).toBe('2026-10-25T02:30');
  });

  it.each(['', 'soon', '2026-13-01T00:00', '2026-01-31', '2026-01-31T09:00Z'])(
    '%p is no time of a clock',
    (text) => {
      expect(momentOf(text, 'UTC')).toBeUndefined();
    },
  );
});
