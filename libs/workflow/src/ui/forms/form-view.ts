import type { FieldError } from '../../errors.js';
import { humanise } from '../../definition/names.js';
import type { Reader } from '../reader.js';
import { canShow, labelOf, widgetOf, type FieldSchema, type Widget } from './field-schema.js';
import { inWords } from './field-faults.js';
import { FIELD } from './posted-form.js';
import { shownAs } from './shown-value.js';

/** A field as templates show it. */
export interface FieldView {
  readonly name: string;
  readonly id: string;
  /** As errors and buttons call it: `items.0.price`. */
  readonly path: string;
  readonly label: string;
  readonly help?: string;
  readonly widget: Widget;
  readonly required: boolean;
  /** As text. */
  readonly value: string;
  readonly options?: readonly {
    readonly value: string;
    readonly label: string;
    readonly chosen: boolean;
    readonly id: string;
  }[];
  readonly limits: Readonly<Record<string, number | string>>;
  readonly errors: readonly string[];
  /** Of a group. */
  readonly fields?: readonly FieldView[];
  /** Of a list. */
  readonly items?: readonly FieldView[];
}

/** A form as templates show it. */
export interface FormView {
  readonly fields: readonly FieldView[];
  /** What was wrong and belongs to no field that is shown. */
  readonly errors: readonly string[];
  /** Every field with a mistake, for the summary above. */
  readonly mistakes: readonly {
    readonly id: string;
    readonly label: string;
    readonly messages: readonly string[];
  }[];
}

/** What a form is filled with. */
export interface FormState {
  readonly values: unknown;
  readonly errors?: readonly FieldError[];
  readonly reader: Reader;
}

/** A form of this schema, filled in. */
export function formView(schema: FieldSchema, { values, errors = [], reader }: FormState): FormView {
  const shown = new Set<string>();
  const mistakes: { id: string; label: string; messages: readonly string[] }[] = [];
  const build = (
    field: FieldSchema,
    path: string,
    value: unknown,
    required: boolean,
    /** The lists it is in, and which line of each. */
    lines: readonly string[],
  ): FieldView => {
    const name = path.split('.').at(-1) ?? '';
    const index = /^\d+$/.test(name) ? Number(name) + 1 : undefined;
    const label =
      field.title ??
      (index === undefined ? humanise(name) : reader.words.say('form.item', { n: index, index }));
    const id = idOf(path);
    const refusals = errors.filter((error) => error.field === path);
    const messages = inWords(refusals, { field, name, value, required }, reader.words);
    shown.add(path);
    if (messages.length > 0) mistakes.push({ id, label: [...lines, label].join(', '), messages });
    const widget = widgetOf(field);
    return {
      name: `${FIELD}${path}`,
      id,
      path,
      label,
      help: field.description,
      widget,
      required,
      value: shownAs(value, widget, reader.zone),
      options: optionsOf(field, widget, value, id, reader),
      limits: limitsOf(field, widget),
      errors: messages,
      ...(widget === 'group'
        ? { fields: members(field, path, value, index === undefined ? lines : [...lines, label]) }
        : {}),
      ...(widget === 'list' ? { items: itemsOf(field, path, value, [...lines, label]) } : {}),
    };
  };
  const members = (
    field: FieldSchema,
    path: string,
    value: unknown,
    lines: readonly string[] = [],
  ): FieldView[] =>
    Object.entries(field.properties ?? {}).flatMap(([name, inner]) => {
      const own =
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
      if (!canShow(inner, own)) return [];
      const required = field.required?.includes(name) ?? false;
      return [build(inner, path === '' ? name : `${path}.${name}`, own, required, lines)];
    });
  const itemsOf = (field: FieldSchema, path: string, value: unknown, lines: readonly string[]): FieldView[] =>
    (Array.isArray(value) ? (value as unknown[]) : []).map((item, index) =>
      build(field.items ?? {}, `${path}.${index}`, item, true, lines),
    );
  const fields = members(schema, '', values);
  const others = errors.filter(({ field }) => !shown.has(field)).flatMap(({ messages }) => messages);
  return { fields, errors: others, mistakes };
}

/** As an element's id: other characters than ASCII by their numbers, so that no two fields have the same. */
function idOf(path: string): string {
  return `f-${path.replace(/[^\w.-]/gu, (char) => `_${char.codePointAt(0)}_`).replaceAll('.', '-')}`;
}

function optionsOf(
  field: FieldSchema,
  widget: Widget,
  value: unknown,
  id: string,
  { words }: Reader,
): FieldView['options'] {
  if (widget === 'yesno') {
    return ['true', 'false'].map((option) => ({
      value: option,
      label: words.say(option === 'true' ? 'form.yes' : 'form.no'),
      chosen: String(value) === option,
      id: `${id}-${option}`,
    }));
  }
  const choices = widget === 'checks' ? field.items?.enum : field.enum;
  if (!choices) return undefined;
  const chosen = new Set([value].flat().map(String));
  return choices.map((choice, index) => ({
    value: String(choice),
    label: labelOf(widget === 'checks' ? { ...field.items, 'x-labels': field['x-labels'] } : field, choice),
    chosen: chosen.has(String(choice)),
    id: `${id}-${index}`,
  }));
}

/** Attributes that browsers check. */
function limitsOf(field: FieldSchema, widget: Widget): Record<string, number | string> {
  const limits: Record<string, number | string> = {};
  if (widget === 'number') {
    if (field.minimum !== undefined) limits['min'] = field.minimum;
    if (field.maximum !== undefined) limits['max'] = field.maximum;
    limits['step'] = field.multipleOf ?? (field.type === 'integer' ? 1 : 'any');
    limits['inputmode'] = field.type === 'integer' ? 'numeric' : 'decimal';
  } else {
    if (field.minLength !== undefined && field.minLength > 1) limits['minlength'] = field.minLength;
    if (field.maxLength !== undefined) limits['maxlength'] = field.maxLength;
  }
  return limits;
}
