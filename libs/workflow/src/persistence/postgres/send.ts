import { QueryFailedError, type QueryRunner } from 'typeorm';
import { ProcessBusyError } from '../../errors.js';
import { Exchange, type ExchangeClient } from './exchange.js';
import { Answer, Answers, type Call, type Values } from './statement.js';

interface PlainClient {
  query(query: {
    name: string;
    text: string;
    values: readonly unknown[];
    rowMode: 'array';
  }): Promise<{ rows: Values[]; command: string; rowCount: number | null }>;
}

/** Lock not available, deadlock, serialization failure: another transition was in the way. */
const BUSY = new Set(['55P03', '40P01', '40001']);

/**
 * Sends prepared statements past TypeORM, which knows none, to its connection and its logger: all in one round trip,
 * where the driver lets us. Answers what the last one answered; when one fails, those after it are not run.
 *
 * @throws {ProcessBusyError} when another transaction is in the way; `subject` names what could not be had.
 */
export async function send(runner: QueryRunner, subject: string, ...calls: Call[]): Promise<Answer> {
  const client = (await runner.connect()) as ExchangeClient & PlainClient;
  const { logger, options } = runner.dataSource;
  for (const { statement, values } of calls) logger.logQuery(statement.text, values, runner);
  const answers = new Answers();
  const started = Date.now();
  try {
    if (Exchange.isPossible(client)) await new Exchange(client, calls, answers).run();
    else await oneByOne(client, calls, answers);
  } catch (error) {
    const { statement, values } = (calls[answers.count] ?? calls.at(-1)) as Call;
    const failure = new QueryFailedError(statement.text, values, error as Error);
    logger.logQueryError(failure, statement.text, values, runner);
    const { code } = error as { code?: unknown };
    throw typeof code === 'string' && BUSY.has(code)
      ? new ProcessBusyError(subject, 1, { cause: failure })
      : failure;
  }
  const took = Date.now() - started;
  if (options.maxQueryExecutionTime && took > options.maxQueryExecutionTime) {
    for (const { statement, values } of calls) logger.logQuerySlow(took, statement.text, values, runner);
  }
  return answers.last as Answer;
}

async function oneByOne(client: PlainClient, calls: readonly Call[], answers: Answers): Promise<void> {
  for (const { statement, values } of calls) {
    const { name, text } = statement;
    const { rows, command, rowCount } = await client.query({ name, text, values, rowMode: 'array' });
    answers.add(new Answer(rows, `${command} ${rowCount ?? ''}`));
  }
}
