import type { Column, TableColumns } from '../columns.js';
import { toJson } from './json.js';

/** Moments as text, each made once: the rows of a transition share theirs, and making it takes longer than the rest. */
export class MomentTexts {
  private readonly texts = new Map<Date, string>();

  textOf(moment: Date): string {
    let text = this.texts.get(moment);
    if (text === undefined) this.texts.set(moment, (text = moment.toISOString()));
    return text;
  }
}

/** The values of a row, in the order of its table's columns, as parameters. */
export function rowValues({ columns }: Pick<TableColumns<object>, 'columns'>, row: object): unknown[] {
  const moments = new MomentTexts();
  return columns.map((column) => commonText(column, row, moments));
}

/** The value of a column in one row, as a parameter. */
export function commonText({ property, kind }: Column, row: object, moments: MomentTexts): unknown {
  const value = (row as Record<string, unknown>)[property] ?? null;
  if (value === null) return null;
  if (kind === 'json') return toJson(value) ?? null;
  return value instanceof Date ? moments.textOf(value) : value;
}

/** The values of a column in all rows, as one parameter: the literal of an array. */
export function listText({ property, kind }: Column, rows: readonly object[], moments: MomentTexts): string {
  let list = '';
  for (const row of rows) {
    const value = (row as Record<string, unknown>)[property] ?? null;
    if (list !== '') list += ',';
    if (value === null) list += 'NULL';
    else if (value instanceof Date) list += moments.textOf(value);
    else if (kind === 'json') list += quoted(toJson(value));
    else if (kind === 'text') list += quoted(value as string);
    else list += value as string;
  }
  return `{${list}}`;
}

/** A member of an array's literal that may hold anything. */
function quoted(text: string | undefined): string {
  if (text === undefined) return 'NULL';
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}
