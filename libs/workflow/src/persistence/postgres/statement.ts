import { createHash } from 'node:crypto';

/** A statement that each connection parses and plans once, under a name of its own. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** It answers no rows. */
  readonly silent?: boolean;
}

/** A statement with the values of its parameters. */
export interface Call {
  readonly statement: Statement;
  readonly values: unknown[];
}

/** A row, in the order of the select list. */
export type Values = readonly unknown[];

/** What a statement answers. */
export interface Answer {
  readonly rows: Values[];
  /** As PostgreSQL says what it did: `INSERT 0 1`. */
  readonly tag: string;
}

/** Names a text, so that connections recognise it. */
export function statement(text: string): Statement {
  return { name: `nestflow_${createHash('sha1').update(text).digest('hex').slice(0, 16)}`, text };
}

/** Names a text that answers no rows. */
export function command(text: string): Statement {
  return { ...statement(text), silent: true };
}

/** The same statement, parsed each time. */
export function unprepared(named: Statement): Statement {
  return { ...named, name: '' };
}

export const BEGIN: Call = { statement: command('START TRANSACTION'), values: [] };
export const COMMIT: Call = { statement: command('COMMIT'), values: [] };
