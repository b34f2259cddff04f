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
    this.relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  }

  /** "25 Nov 2026, 16:31". */
  exact(moment: Date): string {
    return this.long.format(moment);
  }

  /** "in 2 days", "3 hours ago". */
  fromNow(moment: Date): string {
    const seconds = (moment.getTime() - this.now.getTime()) / 1000;
    for (const [unit, length] of UNITS) {
      if (Math.abs(seconds) >= length) return this.relative.format(Math.trunc(seconds / length), unit);
    }
    return this.relative.format(0, 'minute');
  }

  /** "2 days": how long from now, whichever way. */
  distance(moment: Date): { readonly value: number; readonly unit: (typeof UNITS)[number][0] } {
    const seconds = Math.abs(moment.getTime() - this.now.getTime()) / 1000;
    for (const [unit, length] of UNITS) {
      if (seconds >= length) return { value: Math.trunc(seconds / length), unit };
    }
    return { value: 0, unit: 'minute' };
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
