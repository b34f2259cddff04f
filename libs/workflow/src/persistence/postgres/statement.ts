import { createHash } from 'node:crypto';

/** A statement that each connection parses and plans once, under a name of its own. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** It answers no rows. */
  readonly silent?: boolean;
}

/**
 * A statement with the values of its parameters. A class, like {@link Answer}, and made with `new`: what waits for the
 * database survives so many minor collections that V8 would soon allocate literals of it among long-lived objects,
 * where they and all they hold stay until a major collection.
 */
export class Call {
  constructor(
    readonly statement: Statement,
    readonly values: unknown[],
  ) {}
}

/** A row, in the order of the select list. */
export type Values = readonly unknown[];

/** What a statement answers. */
export class Answer {
  constructor(
    readonly rows: Values[],
    /** As PostgreSQL says what it did: `INSERT 0 1`. */
    readonly tag: string,
  ) {}
}

/** How many of the statements sent together are answered, and the last answer. */
export class Answers {
  count = 0;
  last: Answer | undefined;

  add(answer: Answer): void {
    this.count++;
    this.last = answer;
  }
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

export const BEGIN = new Call(command('START TRANSACTION'), []);
export const COMMIT = new Call(command('COMMIT'), []);
