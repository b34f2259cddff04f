import type { Reader } from '../reader.js';

/** When something is due, in words and a colour. */
export interface DueView {
  readonly at: Date;
  readonly text: string;
  readonly tone: 'danger' | 'warning' | 'secondary';
}

const SOON = 24 * 60 * 60 * 1000;

/** Time left, or time since it was due. */
export function dueView(at: Date | string | null, { moments, words }: Reader): DueView | undefined {
  if (at === null) return undefined;
  const moment = new Date(at);
  const left = moment.getTime() - moments.now.getTime();
  const { value, unit } = moments.distance(moment);
  const time = new Intl.NumberFormat(words.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
    value,
  );
  if (left < 0) return { at: moment, text: words.say('due.overdue', { time }), tone: 'danger' };
  return { at: moment, text: words.say('due.left', { time }), tone: left < SOON ? 'warning' : 'secondary' };
}
