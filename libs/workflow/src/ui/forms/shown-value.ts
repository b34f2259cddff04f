import type { Widget } from './field-schema.js';
import { wallClock } from './zoned-time.js';

/** A value as the text of its field. */
export function shownAs(value: unknown, widget: Widget, zone: string): string {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? '' : shownAs(value.toISOString(), widget, zone);
  if (value === undefined || value === null || typeof value === 'object') return '';
  const text = `${value as string | number | boolean}`;
  if (widget === 'date') return text.slice(0, 10);
  if (widget !== 'datetime') return text;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? text : wallClock(moment, zone);
}
