import { InputInvalidError } from '../../errors.js';
import { isId } from './ids.js';

/** Where a page ended: the last row's value in the sorted column, and its id. */
export interface Cursor {
  /** As the database wrote it, so that nothing of its precision is lost; `null` where the row has none. */
  readonly value: string | number | null;
  readonly id: string;
}

/** What the values of a sorted column are. */
export type CursorValue = 'none' | 'moment' | 'integer' | 'text';

/** Writes a cursor that only {@link decodeCursor} for the same sort reads. */
export function encodeCursor(sort: string, { value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url');
}

/**
 * Reads a cursor.
 *
 * @throws {InputInvalidError} when it was not made by {@link encodeCursor} for this sort.
 */
export function decodeCursor(
  text: string,
  sort: string,
  of: { value: CursorValue; nullable: boolean },
): Cursor {
  const parts = parse(text);
  if (!Array.isArray(parts) || parts.length !== 3) throw invalid('it is none');
  const [madeFor, value, id] = parts as [unknown, unknown, unknown];
  if (madeFor !== sort) throw invalid(`it was made for another sort than '${sort}'`);
  if (typeof id !== 'string' || !isId(id)) throw invalid('it is none');
  if (value === null ? !of.nullable : !IS[of.value](value)) throw invalid('it is none');
  return { value: value as Cursor['value'], id };
}

const IS: Record<CursorValue, (value: unknown) => boolean> = {
  none: () => false,
  moment: (value) => typeof value === 'string' && isMoment(value),
  integer: (value) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31,
  text: (value) => typeof value === 'string' && value.length <= 1000 && !value.includes('\0'),
};

/** `2026-01-31 09:00:00.000000`, and a day and time there is. */
function isMoment(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/.test(value) || value.startsWith('0000')) return false;
  const seconds = value.slice(0, 19).replace(' ', 'T');
  const date = new Date(`${seconds}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(seconds);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function invalid(why: string): InputInvalidError {
  const message = `Expected 'cursor' to be the \`next\` of a page of this list, but ${why}. Start again without one.`;
  return new InputInvalidError(message, [{ field: 'cursor', messages: [message] }]);
}
