import { momentOf, wallClock } from '../forms/zoned-time.js';
import type { Reader } from '../reader.js';

/** A moment to snooze a task until. */
export interface SnoozeChoice {
  readonly label: string;
  /** ISO 8601. */
  readonly until: string;
}

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** When a day's work begins. */
const MORNING = 'T09:00';

/** What is mostly wanted: later today, tomorrow morning, and Monday morning, in the reader's zone. */
export function snoozes({ words, moments: { now }, zone }: Reader): SnoozeChoice[] {
  const today = wallClock(now, zone).slice(0, 10);
  const day = new Date(`${today}T00:00Z`);
  const toMonday = ((8 - day.getUTCDay()) % 7 || 7) * DAY;
  const morning = (later: number) => {
    const date = new Date(day.getTime() + later).toISOString().slice(0, 10);
    return momentOf(`${date}${MORNING}`, zone) ?? new Date(now.getTime() + later);
  };
  return [
    { label: words.say('snooze.hours', { n: 3 }), until: new Date(now.getTime() + 3 * HOUR).toISOString() },
    { label: words.say('snooze.tomorrow'), until: morning(DAY).toISOString() },
    { label: words.say('snooze.monday'), until: morning(toMonday).toISOString() },
  ];
}
