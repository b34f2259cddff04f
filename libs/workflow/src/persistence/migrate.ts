import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { ConfigurationError } from '../errors.js';
import { databaseFamily, type DatabaseFamily } from '../model/column-types.js';

/** How long an instance waits for another's migrations, in milliseconds, and how often it asks. */
const PATIENCE = 600_000;
const PAUSE = 100;

/** One lock for all of a database; both are the connection's, so that they end with it. */
const LOCKS: Record<DatabaseFamily, { readonly take: string; readonly give: string }> = {
  postgres: {
    take: `select pg_try_advisory_lock(hashtextextended('nestflow:migrations', 0)) as had`,
    give: `select pg_advisory_unlock(hashtextextended('nestflow:migrations', 0))`,
  },
  mysql: {
    take: `select get_lock(sha1(concat(database(), '/nestflow')), 0) as had`,
    give: `select release_lock(sha1(concat(database(), '/nestflow')))`,
  },
};

/**
 * Runs pending migrations, the application's and Nestflow's, under a lock of the database: of several instances that
 * boot at once one migrates, the others wait for it and find nothing left to do.
 *
 * @throws {ConfigurationError} when Nestflow does not speak to databases of this type, or the lock is never free.
 * @example
 * await migrateSafely(await new DataSource(withWorkflow(options)).initialize());
 */
export async function migrateSafely(dataSource: DataSource): Promise<void> {
  const family = databaseFamily(dataSource.options.type);
  if (!family) {
    throw new ConfigurationError(
      `Expected a DataSource of type postgres, mysql or mariadb, but its type is '${dataSource.options.type}'.`,
    );
  }
  // Migrations run on the connection that holds the lock: an embedded database has no other.
  const runner = dataSource.createQueryRunner();
  const { take, give } = LOCKS[family];
  try {
    await patiently(runner, take);
    try {
      const executor = new MigrationExecutor(dataSource, runner);
      executor.transaction = dataSource.options.migrationsTransactionMode ?? 'all';
      await executor.executePendingMigrations();
    } finally {
      await runner.query(give).catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}

/** Asks again and again: a statement that waits would keep others from building indexes concurrently. */
async function patiently(runner: QueryRunner, take: string): Promise<void> {
  const until = Date.now() + PATIENCE;
  do {
    const [row] = (await runner.query(take)) as { had: boolean | number | string | null }[];
    if (row?.had === true || Number(row?.had) === 1) return;
    await sleep(PAUSE);
  } while (Date.now() < until);
  throw new ConfigurationError(
    `Expected another instance to finish its migrations within ${PATIENCE / 60_000} minutes, but it still holds their lock.`,
  );
}
