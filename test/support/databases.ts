import { randomBytes } from 'node:crypto';
import type { DataSourceOptions } from 'typeorm';
import { createMariadb, mariadbServer } from './database.mariadb.js';
import { closePGlites, createPGlite } from './database.pglite.js';
import { createPostgres, postgresServer } from './database.postgres.js';

/** The databases that tests may run on. */
export type DatabaseName = 'pglite' | 'postgres' | 'mariadb';

/** A kind of database that is available to this run. */
export interface Database {
  readonly name: DatabaseName;
  /** Makes a fresh, empty database of its own; drop it when the tests are done with it. */
  create(): Promise<TestDatabase>;
}

/** A fresh database, known to nobody else. */
export interface TestDatabase {
  readonly name: string;
  /** What TypeORM needs to connect; add entities and migrations. */
  readonly options: DataSourceOptions;
  /** Removes it. Destroy the DataSources on it first. */
  drop(): Promise<void>;
}

const databases: (Database & { available: boolean })[] = [
  { name: 'pglite', available: true, create: () => createPGlite(uniqueName()) },
  { name: 'postgres', available: !!postgresServer(), create: () => createPostgres(uniqueName()) },
  { name: 'mariadb', available: !!mariadbServer(), create: () => createMariadb(uniqueName()) },
];

/**
 * Runs a `describe` per database: PGlite always, PostgreSQL and MariaDB where there is one.
 *
 * `NESTFLOW_TEST_ON=postgres` (or a list) runs only those. What is left out is reported as skipped.
 *
 * @example
 * onEachDatabase('the inbox', (database) => {
 *   let db: TestDatabase;
 *   beforeAll(async () => { db = await database.create(); });
 *   afterAll(() => db.drop());
 * });
 */
export function onEachDatabase(title: string, tests: (database: Database) => void): void {
  onDatabases(['pglite', 'postgres', 'mariadb'], title, tests);
}

/** Like {@link onEachDatabase}, on the named ones only; for what not every database can do. */
export function onDatabases(
  names: readonly DatabaseName[],
  title: string,
  tests: (database: Database) => void,
): void {
  for (const database of databases.filter(({ name }) => names.includes(name))) {
    const suite = database.available && isWanted(database.name) ? describe : describe.skip;
    suite(`${title} (${database.name})`, () => {
      tests(database);
      // After the tests' own hooks, which hand their instances back: jest runs them in the order they were written.
      if (database.name === 'pglite') afterAll(closePGlites);
    });
  }
}

function isWanted(name: DatabaseName): boolean {
  const only = process.env['NESTFLOW_TEST_ON'];
  return !only || only.split(',').includes(name);
}

/** Says when it was made, so that what a killed run left can be dropped later; see stale-databases.mjs. */
function uniqueName(): string {
  return `nestflow_test_${Math.floor(Date.now() / 1000)}_${randomBytes(5).toString('hex')}`;
}
