import { canShow, widgetOf, type FieldSchema, type Widget } from './field-schema.js';
import { shownAs } from './shown-value.js';
import { momentOf } from './zoned-time.js';

/** In front of the names of a form's own fields, so that they never meet those of the page. */
export const FIELD = 'f.';

/** What has been sent under one name, by the paths of fields. */
type Sent = ReadonlyMap<string, string | readonly string[]>;

/** How a sent form is read. */
export interface Reading {
  /** What was in the fields before: one that has been emptied becomes `null`, one that was empty stays absent. */
  readonly before?: unknown;
  /** The zone that moments are written in. */
  readonly zone: string;
}

/**
 * A form as the route expects it, made of what a page has sent: texts become what their fields are. What cannot be
 * converted stays as it is, for the validation to refuse and the form to show again.
 */
export function readPosted(
  schema: FieldSchema,
  fields: Readonly<Record<string, unknown>>,
  reading: Reading,
): Record<string, unknown> {
  const sent = new Map<string, string | readonly string[]>();
  for (const [name, value] of Object.entries(fields)) {
    if (!name.startsWith(FIELD)) continue;
    if (typeof value === 'string') sent.set(name.slice(FIELD.length), value.replace(/\r\n/g, '\n'));
    else if (Array.isArray(value))
      sent.set(
        name.slice(FIELD.length),
        value.filter((one) => typeof one === 'string'),
      );
  }
  return readObject(schema, '', { ...reading, sent }) ?? {};
}

interface Context extends Reading {
  readonly sent: Sent;
}

function readObject(
  schema: FieldSchema,
  path: string,
  context: Context,
): Record<string, unknown> | undefined {
  const object: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const before = member(context.before, name);
    const required = schema.required?.includes(name) ?? false;
    const value = readField(field, path === '' ? name : `${path}.${name}`, required, { ...context, before });
    if (value !== undefined) object[name] = value;
  }
  return Object.keys(object).length === 0 ? undefined : object;
}

function readField(schema: FieldSchema, path: string, required: boolean, context: Context): unknown {
  // What the form could not show, it leaves as it is.
  if (!canShow(schema, context.before)) return context.before;
  const widget = widgetOf(schema);
  if (widget === 'group') {
    const object = readObject(schema, path, context);
    return object && (required || Object.values(object).some((value) => value !== null))
      ? object
      : required
        ? {}
        : undefined;
  }
  if (widget === 'list') return readList(schema.items ?? {}, path, required, context);
  const given = context.sent.get(path);
  if (widget === 'checks') {
    const chosen = given === undefined ? [] : [given].flat().filter((one) => one !== '');
    if (chosen.length > 0) return chosen.map((text) => convert(schema.items ?? {}, text, context));
    return given === undefined && !required ? undefined : [];
  }
  // The last of several, so that a box can stand behind the value it has when it is not ticked.
  const text = typeof given === 'object' ? given.at(-1) : given;
  if (text === undefined) return undefined;
  if (isUnchanged(text, widget, context)) return context.before;
  if (text !== '' && (widget !== 'number' || text.trim() !== '')) return convert(schema, text, context);
  if (required && schema.type === 'string' && !schema.enum) return '';
  return context.before === undefined || context.before === null ? undefined : null;
}

/** Fields of days and moments show less than the value may have: seconds, or which of two hours of the same name. */
function isUnchanged(text: string, widget: Widget, { before, zone }: Context): boolean {
  if (widget !== 'date' && widget !== 'datetime') return false;
  return text !== '' && shownAs(before, widget, zone) === text;
}

function readList(
  items: FieldSchema,
  path: string,
  required: boolean,
  context: Context,
): unknown[] | undefined {
  const places = new Set<number>();
  for (const name of context.sent.keys()) {
    const place = name.startsWith(`${path}.`) ? /^\d{1,4}(?=\.|$)/.exec(name.slice(path.length + 1)) : null;
    if (place) places.add(Number(place[0]));
  }
  if (places.size === 0) return required || Array.isArray(context.before) ? [] : undefined;
  return [...places]
    .sort((a, b) => a - b)
    .map((place) => readField(items, `${path}.${place}`, true, { ...context, before: undefined }) ?? '');
}

/** A text as a value of the field's type; the text itself where it is none. */
function convert(schema: FieldSchema, text: string, { zone }: Context): unknown {
  const chosen = schema.enum?.find((one) => String(one) === text);
  if (chosen !== undefined) return chosen;
  const widget = widgetOf(schema);
  if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (widget === 'number') {
    const number = Number(text.trim().replace(/^(-?\d+),(\d+)$/, '$1.$2'));
    return Number.isFinite(number) ? number : text;
  }
  if (widget === 'datetime') return momentOf(text, zone)?.toISOString() ?? text;
  return text;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
