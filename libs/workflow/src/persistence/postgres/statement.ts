import { createHash } from 'node:crypto';
import { QueryFailedError, type QueryRunner } from 'typeorm';
import { ProcessBusyError } from '../../errors.js';

/** A statement that each connection parses and plans once, under a name of its own. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A row, in the order of the select list. */
export type Values = readonly unknown[];

interface PostgresClient {
  query(query: {
    name: string;
    text: string;
    values: readonly unknown[];
    rowMode: 'array';
  }): Promise<{ rows: Values[]; rowCount: number | null }>;
}

/** Lock not available, deadlock, serialization failure: another transition was in the way. */
const BUSY = new Set(['55P03', '40P01', '40001']);

/** Names a text, so that connections recognise it. */
export function statement(text: string): Statement {
  return { name: `nestflow_${createHash('sha1').update(text).digest('hex').slice(0, 16)}`, text };
}

/** The same statement, parsed each time. */
export function unprepared({ text }: Statement): Statement {
  return { name: '', text };
}

/**
 * Sends a prepared statement past TypeORM, which knows none, to its connection and its logger.
 *
 * @throws {ProcessBusyError} when another transaction is in the way; `subject` names what could not be had.
 */
export async function send(
  runner: QueryRunner,
  { name, text }: Statement,
  values: unknown[],
  subject: string,
): Promise<{ rows: Values[]; rowCount: number | null }> {
  const client = (await runner.connect()) as PostgresClient;
  const { logger, options } = runner.dataSource;
  logger.logQuery(text, values, runner);
  const started = Date.now();
  try {
    const result = await client.query({ name, text, values, rowMode: 'array' });
    const took = Date.now() - started;
    if (options.maxQueryExecutionTime && took > options.maxQueryExecutionTime) {
      logger.logQuerySlow(took, text, values, runner);
    }
    return result;
  } catch (error) {
    const failure = new QueryFailedError(text, values, error as Error);
    logger.logQueryError(failure, text, values, runner);
    const { code } = error as { code?: unknown };
    throw typeof code === 'string' && BUSY.has(code)
      ? new ProcessBusyError(subject, 1, { cause: failure })
      : failure;
  }
}
