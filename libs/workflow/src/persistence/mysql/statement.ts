import { QueryFailedError, type QueryRunner } from 'typeorm';
import { ProcessBusyError } from '../../errors.js';
import { EVENT, PROCESS, TASK, type Column } from '../columns.js';
import { noteFailure } from '../undone.js';

/** A row, in the order of the select list. */
export type Values = readonly unknown[];

/** A statement whose `:names` stand for parameters; a list stands for its members. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly string[];
}

interface MysqlField {
  readonly name: string;
  string(encoding: string): string | null;
}

interface MysqlConnection {
  promise(): {
    query(query: {
      sql: string;
      values: readonly unknown[];
      rowsAsArray: true;
      typeCast: (field: MysqlField, next: () => unknown) => unknown;
    }): Promise<[Values[], unknown]>;
  };
}

/** Lock wait timeout, deadlock, read view too old, NOWAIT, deadlock of named locks: somebody was in the way. */
const BUSY = new Set([1205, 1213, 1020, 3572, 3058]);

const isJson = ({ kind }: Column) => kind === 'json';
const JSON_NAMES = new Set(
  [PROCESS, TASK, EVENT].flatMap(({ columns }) => columns.filter(isJson).map(({ name }) => name)),
);

/** Finds the parameters of a text: `:name`. */
export function statement(text: string): Statement {
  const parameters: string[] = [];
  const withMarks = text.replace(/:([a-z]\w*)/gi, (_, name: string) => {
    parameters.push(name);
    return '?';
  });
  return { text: withMarks, parameters };
}

/** A list for `in` and `not in`, neither of which may be empty: the empty string is nobody's id or name. */
export function listed(members: readonly string[]): readonly string[] {
  return members.length > 0 ? members : [''];
}

/** Sends a statement with its parameters by name. */
export function send(
  runner: QueryRunner,
  { text, parameters }: Statement,
  values: Readonly<Record<string, unknown>>,
  subject: string,
): Promise<Values[]> {
  return sendText(
    runner,
    text,
    parameters.map((name) => values[name]),
    subject,
  );
}

/**
 * Sends a text past TypeORM to its connection and its logger, for rows as lists and for JSON as it was written:
 * whether the driver parses it differs between databases.
 *
 * @throws {ProcessBusyError} when another transaction is in the way; `subject` names what could not be had.
 */
export async function sendText(
  runner: QueryRunner,
  text: string,
  values: unknown[],
  subject: string,
): Promise<Values[]> {
  const connection = (await runner.connect()) as MysqlConnection;
  const { logger, options } = runner.dataSource;
  logger.logQuery(text, values, runner);
  const started = Date.now();
  try {
    const [rows] = await connection.promise().query({
      sql: text,
      values,
      rowsAsArray: true,
      typeCast: (field, next) => (JSON_NAMES.has(field.name) ? field.string('utf8') : next()),
    });
    const took = Date.now() - started;
    if (options.maxQueryExecutionTime && took > options.maxQueryExecutionTime) {
      logger.logQuerySlow(took, text, values, runner);
    }
    return rows;
  } catch (error) {
    const failure = new QueryFailedError(text, values, error as Error);
    logger.logQueryError(failure, text, values, runner);
    noteFailure(runner, failure);
    const { errno } = error as { errno?: unknown };
    throw typeof errno === 'number' && BUSY.has(errno)
      ? new ProcessBusyError(subject, 1, { cause: failure })
      : failure;
  }
}

/** Whether a statement failed because this unique index has such a row already. */
export function isDuplicate(error: unknown, index: string): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { errno, message } = error.driverError as { errno?: unknown; message: string };
  return errno === 1062 && message.includes(index);
}
