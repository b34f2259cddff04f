/** The wall clock of a zone at a moment, as `datetime-local` fields write it: "2026-01-31T09:00". */
export function wallClock(moment: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(moment);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

const DAY = 24 * 60 * 60 * 1000;
/** Beyond these days, a zone's clock may show a year that is not written with four digits. */
const FIRST = Date.parse('0001-01-02T00:00Z');
const LAST = Date.parse('9999-12-30T00:00Z');

/**
 * The moment at which the clock of a zone shows this; of an hour that comes twice, the first; in an hour
 * that is left out, as if it had gone on as before.
 */
export function momentOf(clock: string, zone: string): Date | undefined {
  const asUtc = new Date(`${clock}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(clock) || Number.isNaN(asUtc.getTime())) return undefined;
  const ahead = (at: Date) => {
    const known = new Date(Math.min(Math.max(at.getTime(), FIRST), LAST));
    return new Date(`${wallClock(known, zone)}Z`).getTime() - known.getTime();
  };
  const minute = new Date(Math.floor(asUtc.getTime() / 60_000) * 60_000);
  const offsets = [-DAY, DAY].map((beside) => ahead(new Date(minute.getTime() + beside)));
  const first = new Date(minute.getTime() - Math.max(...offsets));
  const shows = first.getTime() + ahead(first) === minute.getTime();
  const moment = shows ? first : new Date(minute.getTime() - Math.min(...offsets));
  return new Date(moment.getTime() + (asUtc.getTime() - minute.getTime()));
}
