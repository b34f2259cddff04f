import type { FieldError } from '../../errors.js';
import type { WordValues } from '../words/catalogue.js';
import type { Words } from '../words/words.js';
import { widgetOf, type FieldSchema } from './field-schema.js';

/** A field that was refused. */
interface Refused {
  readonly field: FieldSchema;
  /** The property's name. */
  readonly name: string;
  readonly value: unknown;
  readonly required: boolean;
}

type Fault = readonly [key: string, values?: WordValues];

/**
 * What is wrong with a field, in the reader's words. What the form's author has written themselves is told as it is; of
 * the validators' own sentences those are replaced that there are words for.
 */
export function inWords(refusals: readonly FieldError[], refused: Refused, words: Words): string[] {
  const messages = refusals.flatMap((refusal) => refusal.messages);
  if (messages.length === 0) return [];
  const own = messages.filter((message) => !isValidators(message, refused.name));
  if (own.length > 0) return own;
  const fault = isOutOfBounds(refusals) ? undefined : faultOf(refused);
  if (fault) return [words.say(`form.fault.${fault[0]}`, fault[1])];
  return [...new Set(refusals.flatMap((refusal) => told(refusal, words)))];
}

/** It is a day, but too early or too late. */
function isOutOfBounds(refusals: readonly FieldError[]): boolean {
  const constraints = refusals.flatMap((refusal) => refusal.constraints ?? []);
  return constraints.length > 0 && constraints.every((one) => one === 'minDate' || one === 'maxDate');
}

/** In front of a property's name in the sentences of validators. */
const BEFORE_NAMES =
  /^(each value in )?(nested property |All |(minimal|maximal) allowed date for (each value in )?)?/;

/** Whether it is the sentence of a validator about a property. */
function isValidators(message: string, name: string): boolean {
  const sentence = message.replace(BEFORE_NAMES, '');
  return sentence.startsWith(name) && !/^[\p{ID_Continue}$]/u.test(sentence.slice(name.length));
}

/** Each message, by the validator it is of where that is known. */
function told({ messages, constraints }: FieldError, words: Words): string[] {
  if (constraints?.length !== messages.length) return [...messages];
  return messages.map((message, at) => {
    const key = `form.fault.${constraints[at]}`;
    return words.has(key) ? words.say(key) : message;
  });
}

function faultOf({ field, value, required }: Refused): Fault | undefined {
  const widget = widgetOf(field);
  const empty = value === undefined || value === null || value === '';
  if (empty)
    return required ? [widget === 'select' || widget === 'yesno' ? 'choose' : 'required'] : undefined;
  if (widget === 'list' || widget === 'checks') return ofList(field, value);
  if (field.enum) return field.enum.includes(value) ? undefined : ['choose'];
  if (widget === 'number') return ofNumber(field, value);
  if (widget === 'yesno' || widget === 'checkbox') return ['choose'];
  return typeof value === 'string' ? ofText(field, value) : undefined;
}

function ofList({ minItems, maxItems }: FieldSchema, value: unknown): Fault | undefined {
  const length = Array.isArray(value) ? value.length : 0;
  if (minItems !== undefined && length < minItems) return ['min-items', { n: minItems }];
  if (maxItems !== undefined && length > maxItems) return ['max-items', { n: maxItems }];
  return undefined;
}

function ofNumber(field: FieldSchema, value: unknown): Fault | undefined {
  if (typeof value !== 'number') return ['number'];
  if (field.type === 'integer' && !Number.isInteger(value)) return ['integer'];
  if (field.minimum !== undefined && value < field.minimum) return ['minimum', { value: field.minimum }];
  if (field.maximum !== undefined && value > field.maximum) return ['maximum', { value: field.maximum }];
  if (field.exclusiveMinimum === 0 && value <= 0) return ['positive'];
  return undefined;
}

function ofText(field: FieldSchema, value: string): Fault | undefined {
  const { minLength, maxLength, format } = field;
  if (minLength !== undefined && value.length < minLength) return ['min-length', { n: minLength }];
  if (maxLength !== undefined && value.length > maxLength)
    return ['max-length', { n: maxLength, length: value.length }];
  if (format === 'email' || format === 'url') return [format];
  const widget = widgetOf(field);
  return widget === 'date' || widget === 'datetime' ? [widget] : undefined;
}
