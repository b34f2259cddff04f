const UNITS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Puts moments into words, in a reader's language and time zone. */
export class Moments {
  private readonly long: Intl.DateTimeFormat;
  private readonly days: Intl.DateTimeFormat;
  private readonly relative: Intl.RelativeTimeFormat;

  constructor(
    locale: string,
    /** IANA. */
    zone: string,
    /** Name the zone: the reader may not be in it. */
    named: boolean,
    readonly now: Date,
  ) {
    this.long = new Intl.DateTimeFormat(locale, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZone: zone,
      ...(named ? { timeZoneName: 'short' } : {}),
    });
    this.days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
    this.relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  }

  /** "25 Nov 2026, 16:31". */
  exact(moment: Date): string {
    return this.long.format(moment);
  }

  /** "31 Jan 2026": a day, which is the same everywhere. */
  day(date: string): string {
    const moment = new Date(`${date}T00:00:00Z`);
    return Number.isNaN(moment.getTime()) ? date : this.days.format(moment);
  }

  /** "in 2 days", "3 hours ago". */
  fromNow(moment: Date): string {
    const { value, unit } = this.distance(moment);
    return this.relative.format(moment < this.now ? -value : value, unit);
  }

  /** "2 days": how long from now, whichever way; in hours up to two days, in days up to two weeks, and so on. */
  distance(moment: Date): { readonly value: number; readonly unit: (typeof UNITS)[number][0] } {
    const seconds = Math.abs(moment.getTime() - this.now.getTime()) / 1000;
    for (const [unit, length] of UNITS) {
      if (seconds >= 1.97 * length) return { value: Math.round(seconds / length), unit };
    }
    return { value: Math.floor(seconds / 60), unit: 'minute' };
  }
}

/** Whether this runtime knows the zone. */
export function isZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
