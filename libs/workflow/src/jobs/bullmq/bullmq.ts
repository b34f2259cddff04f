import { parseDuration, type Duration } from '../../definition/durations.js';
import { ConfigurationError } from '../../errors.js';
import type { QueueEngine } from '../queue-engine.js';
import { BullMqQueue } from './bullmq-queue.js';
import { Redises, type RedisConnection } from './redises.js';

/** Options of {@link bullmq}. */
export interface BullMqOptions {
  /** Where Redis is: a URL such as `redis://localhost:6379/1`, or options of ioredis. */
  readonly connection: RedisConnection;
  /** What the keys in Redis begin with; applications that share a Redis need different ones. Default `'nestflow'`. */
  readonly prefix?: string;
  /**
   * After how long a job that was handed to Redis and has not begun is handed to it again, in case Redis has lost it.
   * One that Redis still has stays as it is. Default `'30s'`.
   */
  readonly lostAfter?: Duration;
}

/**
 * Lets BullMQ on Redis bring jobs to workers, which may run in other processes than the web application. The task rows
 * stay the truth: Redis may be down, or be flushed, at any time; every job that is due is handed to it again. Timers
 * and deliveries between processes stay with the database, where their moments are.
 *
 * Needs `bullmq` and `ioredis` to be installed.
 *
 * @throws {ConfigurationError} when an option cannot be used.
 *
 * @example
 * import { bullmq } from 'nestflow/bullmq';
 *
 * // the web application hands jobs over …
 * WorkflowModule.forRoot({ worker: false, queue: bullmq({ connection: 'redis://localhost' }) });
 * // … and a worker application, with the same flows, runs them
 * WorkflowModule.forRoot({ worker: { concurrency: 20 }, queue: bullmq({ connection: 'redis://localhost' }) });
 */
export function bullmq({ connection, prefix = 'nestflow', lostAfter = '30s' }: BullMqOptions): QueueEngine {
  const patience = parseDuration(lostAfter);
  if (!patience) {
    throw new ConfigurationError(
      `Expected 'lostAfter' to be a duration such as '30s', but got '${lostAfter}'.`,
    );
  }
  if (!/^[\w.{}-]{1,100}$/.test(prefix)) {
    throw new ConfigurationError(
      `Expected a prefix of 1 to 100 letters, digits, dots, dashes or underscores, but got '${prefix}'.`,
    );
  }
  return (parts) => new BullMqQueue(new Redises(connection), { ...parts, prefix, lostAfter: patience });
}
