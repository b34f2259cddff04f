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

/** The moment at which the clock of a zone shows this; of an hour that comes twice, the first. */
export function momentOf(clock: string, zone: string): Date | undefined {
  const asUtc = new Date(`${clock}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(clock) || Number.isNaN(asUtc.getTime())) return undefined;
  const ahead = (at: Date) => new Date(`${wallClock(at, zone)}Z`).getTime() - at.getTime();
  const minute = new Date(Math.floor(asUtc.getTime() / 60_000) * 60_000);
  const guess = new Date(minute.getTime() - ahead(minute));
  const moment = new Date(minute.getTime() - ahead(guess));
  return new Date(moment.getTime() + (asUtc.getTime() - minute.getTime()));
}
