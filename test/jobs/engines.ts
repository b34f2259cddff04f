import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import type { QueueEngine } from 'nestflow';
import { bullmq } from 'nestflow/bullmq';
import { onDatabases, onEachDatabase, type Database } from '../support/databases.js';
import { onRedis } from '../support/redis.js';

/** An engine behind the `JobQueue` port. */
export interface EngineSubject {
  readonly name: 'embedded' | 'bullmq';
  /** Makes the engine for one instance; instances of one test share what there is to share. */
  engine(): QueueEngine | undefined;
}

/** Runs the same tests over every engine and database: BullMQ where there is a Redis, over PostgreSQL. */
export function onEachEngine(
  title: string,
  tests: (subject: EngineSubject, database: Database) => void,
): void {
  onEachDatabase(`${title} (embedded)`, (database) => {
    tests({ name: 'embedded', engine: () => undefined }, database);
  });
  onRedis(`${title} (BullMQ)`, ({ url, prefix }) => {
    let test = 0;
    beforeEach(() => {
      test += 1;
    });
    afterAll(() => forget(url, prefix));
    onDatabases(['postgres'], 'over', (database) => {
      tests(
        {
          name: 'bullmq',
          engine: () => bullmq({ connection: url, prefix: `${prefix}-${test}`, lostAfter: '100ms' }),
        },
        database,
      );
    });
  });
}

/** Removes every key under a prefix. */
export async function forget(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
}

/** A prefix nobody else has. */
export const freshPrefix = (): string => `nestflow_test_${randomBytes(5).toString('hex')}`;
