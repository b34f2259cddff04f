import { InputInvalidError, type FieldError } from '../../errors.js';
import { readMoment } from './moments.js';
import { unstorable } from '../../runtime/storable-text.js';

/**
 * Reads query parameters one by one and gathers what is wrong with them, to be told all at once. A parameter that
 * nobody asked for is refused, so that a misspelt filter is not taken for none.
 */
export class QueryReader {
  private readonly problems: FieldError[] = [];
  private readonly known = new Set<string>();
  private readonly query: Record<string, unknown>;

  constructor(query: unknown) {
    this.query = (query ?? {}) as Record<string, unknown>;
  }

  /** A text of at most `longest` characters; an empty one is none. */
  text(name: string, longest: number): string | undefined {
    const value = this.single(name);
    if (value === undefined || value === '') return undefined;
    const fault = value.length > longest ? `must be at most ${longest} characters long` : unstorable(value);
    return fault === undefined ? value : this.refuse(name, fault);
  }

  /** Names that look like `pattern`, separated by commas. */
  names(name: string, pattern: RegExp): string[] | undefined {
    const value = this.single(name);
    if (value === undefined) return undefined;
    const names = value.split(',');
    if (names.length > 100 || !names.every((one) => pattern.test(one))) {
      return this.refuse(name, 'must be a name, or several separated by commas');
    }
    return names;
  }

  /** `true` or `false`. */
  flag(name: string): boolean | undefined {
    const value = this.single(name);
    if (value === undefined) return undefined;
    return value === 'true' || value === 'false'
      ? value === 'true'
      : this.refuse(name, 'must be true or false');
  }

  /** Some of these words, separated by commas. */
  words<const Word extends string>(name: string, words: readonly Word[]): Word[] | undefined {
    const value = this.single(name);
    if (value === undefined) return undefined;
    const found = value.split(',');
    const allKnown = found.every((one) => (words as readonly string[]).includes(one));
    return allKnown ? (found as Word[]) : this.refuse(name, `must be of ${words.join(', ')}`);
  }

  /** One of these columns, `-` in front for descending. */
  sort(name: string, columns: readonly string[]): string | undefined {
    const value = this.single(name);
    if (value === undefined || columns.includes(value.replace(/^-/, ''))) return value;
    return this.refuse(name, `must be one of ${columns.join(', ')}, with '-' in front for descending`);
  }

  /** A whole number between these. */
  integer(name: string, least: number, most: number): number | undefined {
    const value = this.single(name);
    if (value === undefined) return undefined;
    const number = /^-?\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    return this.refuse(name, `must be a whole number from ${least} to ${most}`);
  }

  /** A moment as ISO 8601 writes it; a day alone means its beginning in UTC. */
  moment(name: string): Date | undefined {
    const value = this.single(name);
    if (value === undefined) return undefined;
    return readMoment(value) ?? this.refuse(name, 'must be a moment such as 2026-01-31T09:00:00Z');
  }

  /** @throws {InputInvalidError} with everything that was wrong. */
  done(): void {
    for (const name of Object.keys(this.query)) {
      if (!this.known.has(name)) this.refuse(name, 'is not a parameter of this list');
    }
    if (this.problems.length === 0) return;
    const names = this.problems.map(({ field }) => `'${field}'`).join(', ');
    throw new InputInvalidError(`Expected valid parameters, but got others: ${names}.`, this.problems);
  }

  private single(name: string): string | undefined {
    this.known.add(name);
    const value = Object.hasOwn(this.query, name) ? this.query[name] : undefined;
    if (value === undefined || typeof value === 'string') return value;
    return this.refuse(name, 'must be given once, as text');
  }

  private refuse(field: string, fault: string): undefined {
    this.problems.push({ field, messages: [`${field} ${fault}`] });
  }
}
