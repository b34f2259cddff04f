import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { lockFolder } from './folder-lock.js';

/** TypeORM's options for PostgreSQL. */
export type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/** A running PGlite, and what to do when the pool in front of it ends. */
export interface Embedded {
  pglite: PGlite;
  /** Settles when statements may be sent; rejects with the reader's words when the data cannot be opened. */
  ready: Promise<void>;
  close(): Promise<void>;
}

/** The PostgreSQL this PGlite is made from; a folder of another major version cannot be opened. */
const MAJOR_VERSION = '18';

/** How long a transaction waits for the only connection, in milliseconds. */
const CONNECTION_TIMEOUT = 10_000;

/**
 * PostgreSQL inside this process, with its data in a folder: no server to install or start.
 *
 * The folder is opened when the DataSource is initialized and closed when it is destroyed. Initializing throws
 * when another process has the folder, and when its data is damaged or of another PostgreSQL version.
 */
export function embeddedDatabase(folder: string): PostgresOptions {
  return pgliteOptions(() => openFolder(resolve(folder)));
}

/**
 * Options that let TypeORM talk to a PGlite through node-postgres' own pool, as `type: 'postgres'`.
 *
 * PGlite has one session, so the pool has one connection: concurrent transactions wait for each other.
 */
export function pgliteOptions(open: () => Embedded): PostgresOptions {
  class EmbeddedPool extends pg.Pool {
    readonly #embedded: Embedded;

    constructor(config: pg.PoolConfig) {
      const embedded = open();
      super({ ...config, ...connectionOf(embedded.pglite) });
      this.#embedded = embedded;
    }

    override connect(): Promise<pg.PoolClient>;
    override connect(callback: ConnectCallback): void;
    override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | void {
      if (!callback) return this.#embedded.ready.then(() => super.connect());
      void this.#embedded.ready.then(
        () => super.connect(callback),
        (error: Error) => callback(error, undefined, () => undefined),
      );
    }

    override end(): Promise<void>;
    override end(callback: (error?: Error) => void): void;
    override end(callback?: (error?: Error) => void): Promise<void> | void {
      const ended = super.end().then(() => this.#embedded.close());
      if (!callback) return ended;
      void ended.then(() => callback(), callback);
    }
  }

  return {
    type: 'postgres',
    driver: { ...pg, Pool: EmbeddedPool },
    poolSize: 1,
    extra: { max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: CONNECTION_TIMEOUT },
  };
}

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: boolean | Error) => void,
) => void;

/** node-postgres' clients take a ready connection under this name, which its types do not mention. */
function connectionOf(pglite: PGlite): pg.PoolConfig {
  return { connection: createPgConfig(pglite).connection } as pg.PoolConfig;
}

function openFolder(folder: string): Embedded {
  mkdirSync(dirname(folder), { recursive: true });
  const unlock = lockFolder(folder);
  try {
    checkFolder(folder);
    const pglite = new PGlite(folder);
    const ready = pglite.waitReady.catch((cause: unknown) => {
      unlock();
      throw new Error(
        `The data in ${folder} cannot be opened; it may be damaged. Restore it from a copy, or move the folder ` +
          `away to start with an empty database. (${String(cause)})`,
        { cause },
      );
    });
    ready.catch(() => undefined); // told to whoever connects
    return { pglite, ready, close: () => pglite.close().finally(unlock) };
  } catch (error) {
    unlock();
    throw error;
  }
}

function checkFolder(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  const file = join(folder, 'PG_VERSION');
  if (!existsSync(file)) {
    throw new Error(
      `Expected ${folder} to be empty or to hold a database, but it holds other files (no PG_VERSION). ` +
        `Set PGLITE_DIR to another folder, or move these files away.`,
    );
  }
  const version = readFileSync(file, 'utf8').trim();
  if (version !== MAJOR_VERSION) {
    throw new Error(
      `Expected the data in ${folder} to be of PostgreSQL ${MAJOR_VERSION}, but it is of version ` +
        `${version || 'unknown'}. Export it with the release that wrote it, or move the folder away to start ` +
        `with an empty database.`,
    );
  }
}
