import { humanise } from '../../definition/names.js';
import { formSchema } from '../../http/answers/form-schema.js';
import type { DataClass } from '../../definition/flow-node.js';
import { labelOf, type FieldSchema } from '../forms/field-schema.js';
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
const DAY = /^\d{4}-\d\d-\d\d$/;
const DEEPEST = 6;

const schemas = new WeakMap<DataClass, FieldSchema>();

/** What is known of a flow's data: the order and the names of its properties. */
export function dataSchema(data: DataClass): FieldSchema {
  const known = schemas.get(data) ?? (formSchema(data) as FieldSchema);
  schemas.set(data, known);
  return known;
}

/** What a process or a task holds, for people to read; in the order of the schema, the rest after it. */
export function dataView(data: unknown, reader: Reader, schema?: FieldSchema, depth = 0): DataEntry[] {
  if (data === undefined || data === null) return [];
  if (typeof data !== 'object') return [dataEntry(reader.words.say('data.value'), data, { reader, depth })];
  if (Array.isArray(data)) {
    return data.map((item: unknown, index) =>
      dataEntry(reader.words.say('form.item', { index: index + 1 }), item, {
        reader,
        schema: schema?.items,
        depth,
      }),
    );
  }
  const names = [...new Set([...Object.keys(schema?.properties ?? {}), ...Object.keys(data)])];
  return names
    .filter((name) => Object.hasOwn(data, name))
    .map((name) => {
      const own = schema?.properties?.[name];
      const value = (data as Record<string, unknown>)[name];
      return dataEntry(own?.title ?? humanise(name), value, { reader, schema: own, depth });
    });
}

/** How a value is read. */
export interface DataSetting {
  readonly reader: Reader;
  readonly schema?: FieldSchema;
  readonly depth: number;
}

/** A value with its name. */
export function dataEntry(label: string, value: unknown, { reader, schema, depth }: DataSetting): DataEntry {
  if (value === null || value === undefined || value === '') return { label, empty: true };
  if (typeof value === 'string' && MOMENT.test(value)) return { label, moment: new Date(value) };
  if (typeof value !== 'object') return { label, text: textOf(value, reader, schema) };
  if (depth >= DEEPEST) return { label, text: JSON.stringify(value) };
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null)) {
    if (value.length === 0) return { label, empty: true };
    // What a list's choices are called is said of the list.
    const items = schema && { ...schema.items, 'x-labels': schema['x-labels'] };
    return { label, text: value.map((one) => textOf(one, reader, items)).join(', ') };
  }
  return { label, entries: dataView(value, reader, schema, depth + 1) };
}

function textOf(value: unknown, { words, moments }: Reader, schema: FieldSchema | undefined): string {
  if (schema?.enum) return labelOf(schema, value);
  if (typeof value === 'boolean') return words.say(value ? 'form.yes' : 'form.no');
  if (typeof value === 'number') return value.toLocaleString(words.locale, { maximumFractionDigits: 20 });
  const text = String(value);
  return DAY.test(text) ? moments.day(text) : text;
}
