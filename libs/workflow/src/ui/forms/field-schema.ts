import { humanise } from '../../definition/names.js';

/** What forms read of a JSON schema. */
export interface FieldSchema {
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly items?: FieldSchema;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly FieldSchema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number | boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly 'x-widget'?: string;
  readonly 'x-labels'?: Readonly<Record<string, string>>;
  /** What the code calls the values of `enum`, in their order. */
  readonly 'x-enum-varnames'?: readonly string[];
}

/** How a field is filled in. */
export type Widget =
  | 'text'
  | 'textarea'
  | 'email'
  | 'url'
  | 'tel'
  | 'number'
  | 'date'
  | 'datetime'
  | 'yesno'
  | 'checkbox'
  | 'select'
  | 'checks'
  | 'group'
  | 'list';

/** Texts that may be longer than this get several lines. */
const ONE_LINE = 200;
const DATE_PATTERN = '\\d{4}-[01]\\d-';

/** How a field of this schema is filled in. */
export function widgetOf(schema: FieldSchema): Widget {
  const own = schema['x-widget'];
  if (own !== undefined) return own as Widget;
  if (schema.enum) return 'select';
  if (schema.type === 'boolean') return 'yesno';
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'object') return 'group';
  if (schema.type === 'array') return schema.items?.enum ? 'checks' : 'list';
  return textWidget(schema);
}

function textWidget({ format, oneOf, pattern, maxLength }: FieldSchema): Widget {
  if (format === 'date' || pattern?.startsWith(DATE_PATTERN)) return 'date';
  if (oneOf?.some((one) => one.format === 'date')) return 'date';
  if (format === 'date-time') return 'datetime';
  if (format === 'email' || format === 'url') return format;
  if (format === 'mobile-phone' || format === 'phone') return 'tel';
  return maxLength !== undefined && maxLength > ONE_LINE ? 'textarea' : 'text';
}

/** Whether a field of this schema can show the value; of objects that nothing is known of it cannot, nor change them. */
export function canShow(schema: FieldSchema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Date) return true;
  const widget = widgetOf(schema);
  if (widget === 'group') return schema.properties !== undefined && !Array.isArray(value);
  if (widget === 'checks') return Array.isArray(value);
  return widget === 'list' && Array.isArray(value) && value.every((one) => canShow(schema.items ?? {}, one));
}

/** What a value of an enum is called. */
export function labelOf(schema: FieldSchema, value: unknown): string {
  const text = String(value);
  const label = schema['x-labels'];
  if (label && Object.hasOwn(label, text)) return label[text] ?? text;
  const name = schema['x-enum-varnames']?.[schema.enum?.indexOf(value) ?? -1];
  return name !== undefined || typeof value === 'string' ? humanise(name ?? text) : text;
}
