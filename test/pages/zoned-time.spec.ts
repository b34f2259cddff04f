import { momentOf } from '../../libs/workflow/src/ui/forms/zoned-time.js';

describe('what a clock of a zone shows', () => {
  it.each([
    ['2026-01-31T09:00', 'Europe/Berlin', '2026-01-31T08:00:00.000Z'],
    ['2026-07-31T09:00', 'Europe/Berlin', '2026-07-31T07:00:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T12:00', 'Europe/Berlin', '2026-10-25T11:00:00.000Z'],
    ['2026-03-29T01:30', 'Europe/Berlin', '2026-03-29T00:30:00.000Z'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['9999-12-31T23:59', 'Asia/Tokyo', '9999-12-31T14:59:00.000Z'],
    ['9999-12-31T23:59', 'America/New_York', '+010000-01-01T04:59:00.000Z'],
    ['0000-01-01T00:00', 'UTC', '0000-01-01T00:00:00.000Z'],
  ])('%s in %s is %s', (clock, zone, moment) => {
    expect(momentOf(clock, zone)?.toISOString()).toBe(moment);
  });

  it.each(['2026-13-01T00:00', '10000-01-01T00:00', '2026-01-01', ''])("'%s' is no moment", (clock) => {
    expect(momentOf(clock, 'UTC')).toBeUndefined();
  });
});
