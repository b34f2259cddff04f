import pg from 'pg';

/** Connections of every pool in the benchmark, nestflow's and the hand-written ones'. */
export const POOL_SIZE = 20;

/** A database made for one run. */
export interface BenchDatabase {
  readonly url: string;
  /** The server's version. */
  readonly version: string;
  /** Settings of the server that the figures depend on. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * Cleans the tables and tells the planner what is in them, as autovacuum would sooner or later: called between
   * measurements, so that it does not happen inside one.
   */
  tidy(): Promise<void>;
  drop(): Promise<void>;
}

const SETTINGS = ['fsync', 'synchronous_commit', 'shared_buffers', 'autovacuum'];

/** Makes a database on `TEST_POSTGRES_URL`, else on the standard local port. */
export async function createDatabase(): Promise<BenchDatabase> {
  const server = process.env['TEST_POSTGRES_URL'] || 'postgres://postgres@127.0.0.1:5432/postgres';
  const name = `nestflow_bench_${process.pid}`;
  const ask = (text: string, url = server) =>
    withClient(url, async (client) => (await client.query<Record<string, string>>(text)).rows);
  await ask(`drop database if exists ${name} with (force)`);
  await ask(`create database ${name}`);
  const own = new URL(server);
  own.pathname = `/${name}`;
  const [about] = await ask(`select current_setting('server_version') as version`);
  const settings = await ask(
    `select name, current_setting(name) as value from pg_settings where name = any('{${SETTINGS.join()}}') order by name`,
  );
  return {
    url: own.href,
    version: about?.['version'] ?? '',
    settings: Object.fromEntries(settings.map((row) => [row['name'], row['value']])) as Record<
      string,
      string
    >,
    tidy: async () => void (await ask('vacuum (analyze)', own.href)),
    drop: async () => void (await ask(`drop database if exists ${name} with (force)`)),
  };
}

/** Opens a pool of the size that every variant gets. */
export function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE });
  // Connections that are being closed while their database is dropped say so; nobody waits for them any more.
  pool.on('error', () => undefined);
  return pool;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
