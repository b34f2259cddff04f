import type { CompiledFlow } from '../../definition/compiled-flow.js';
import { humanise } from '../../definition/names.js';
import type { EventJson } from '../../http/desks/process-desk.js';
import type { DataChanges, FieldChange, HiddenChange } from '../../runtime/data-changes.js';
import type { FieldSchema } from '../forms/field-schema.js';
import type { Reader } from '../reader.js';
import { dataEntry, dataSchema, type DataEntry } from './data-view.js';

/** A value as one line of text, or a moment. */
export interface ValueView {
  readonly text?: string;
  readonly moment?: Date;
}

/** A field that a step has changed, in words. */
export interface FieldChangeView {
  /** As the data itself has it; with that of the object it is in. */
  readonly label: string;
  readonly kind: 'added' | 'changed' | 'removed' | 'hidden';
  /** Of what was changed or removed. */
  readonly from?: ValueView;
  /** Of what was changed or added. */
  readonly to?: ValueView;
  /** Only the beginning of it is kept. */
  readonly shortened?: boolean;
}

/** What an event says was changed: the fields, and how many more of them. */
export interface ChangesView {
  readonly changes: readonly FieldChangeView[];
  readonly moreChanges: number;
}

/** What an event says was changed in the process data, in words. */
export function changesView(payload: EventJson['payload'], flow: CompiledFlow, reader: Reader): ChangesView {
  const { changes = {}, moreChanges = 0 } = (payload ?? {}) as Partial<DataChanges>;
  const names = Object.keys(changes);
  if (names.length === 0) return { changes: [], moreChanges };
  const known = dataSchema(flow.options.data).properties ?? {};
  const inOrder = [...Object.keys(known).filter((name) => names.includes(name)), ...names];
  return {
    changes: [...new Set(inOrder)].flatMap((name) => {
      const schema = Object.hasOwn(known, name) ? known[name] : undefined;
      const label = schema?.title ?? humanise(name);
      return fieldViews(changes[name] as FieldChange | HiddenChange, { label, schema, reader });
    }),
    moreChanges,
  };
}

interface Setting {
  readonly label: string;
  readonly schema: FieldSchema | undefined;
  readonly reader: Reader;
}

/** Of an object that was there before, the members that have changed. */
function fieldViews(change: FieldChange | HiddenChange, setting: Setting): FieldChangeView[] {
  const { label, schema, reader } = setting;
  if ('hidden' in change) return [{ label, kind: 'hidden' }];
  const { from, to } = change;
  const shortened = change.shortened ? { shortened: true } : {};
  if (isObject(from) && isObject(to) && !shortened.shortened) {
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((name) => {
      const own = schema?.properties?.[name];
      const change = { from: memberOf(from, name), to: memberOf(to, name) };
      if (JSON.stringify(change.from) === JSON.stringify(change.to)) return [];
      return fieldViews(change, { label: `${label} – ${own?.title ?? humanise(name)}`, schema: own, reader });
    });
  }
  const before = valueView(from, setting);
  const after = valueView(to, setting);
  if (before && after) return [{ label, kind: 'changed', from: before, to: after, ...shortened }];
  if (after) return [{ label, kind: 'added', to: after, ...shortened }];
  if (before) return [{ label, kind: 'removed', from: before, ...shortened }];
  return [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : null;
}

/** `undefined`: there is nothing to be seen. */
function valueView(value: unknown, { label, schema, reader }: Setting): ValueView | undefined {
  const entry = dataEntry(label, value, { reader, schema, depth: 0 });
  if (entry.moment) return { moment: entry.moment };
  const text = inWords(entry, reader);
  return text === '' ? undefined : { text };
}

function inWords(entry: DataEntry, reader: Reader): string {
  if (entry.moment) return reader.moments.exact(entry.moment);
  if (!entry.entries) return entry.text ?? '';
  const filled = entry.entries.filter(({ empty }) => !empty);
  const separator = filled.some(({ entries }) => entries) ? '; ' : ', ';
  return filled.map((one) => `${one.label}: ${inWords(one, reader)}`).join(separator);
}
