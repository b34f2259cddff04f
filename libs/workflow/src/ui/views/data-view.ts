import { humanise } from '../../definition/names.js';
import type { Reader } from '../reader.js';

/** A value with its name, for reading. */
export interface DataEntry {
  readonly label: string;
  /** A text; absent for what has members. */
  readonly text?: string;
  readonly moment?: Date;
  readonly empty?: boolean;
  readonly entries?: readonly DataEntry[];
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const DEEPEST = 6;

/** What a process or a task holds, for people to read. */
export function dataView(data: unknown, reader: Reader, depth = 0): DataEntry[] {
  if (typeof data !== 'object' || data === null) {
    return data === undefined || data === null
      ? []
      : [entry(reader.words.say('data.value'), data, reader, depth)];
  }
  return Object.entries(data).map(([name, value]) =>
    entry(Array.isArray(data) ? `${Number(name) + 1}` : humanise(name), value, reader, depth),
  );
}

function entry(label: string, value: unknown, reader: Reader, depth: number): DataEntry {
  const { words } = reader;
  if (value === null || value === undefined || value === '') return { label, empty: true };
  if (typeof value === 'boolean') return { label, text: words.say(value ? 'form.yes' : 'form.no') };
  if (typeof value === 'number')
    return { label, text: value.toLocaleString(words.locale, { maximumFractionDigits: 20 }) };
  if (typeof value === 'string')
    return MOMENT.test(value) ? { label, moment: new Date(value) } : { label, text: value };
  if (depth >= DEEPEST) return { label, text: JSON.stringify(value) };
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null)) {
    return value.length === 0 ? { label, empty: true } : { label, text: value.join(', ') };
  }
  return { label, entries: dataView(value, reader, depth + 1) };
}
