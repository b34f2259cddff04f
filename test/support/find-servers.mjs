/**
 * Looks for the servers that tests may use. Each finder resolves to `{ name, url, label }` for a server that
 * answers and lets us in, and to `{ name, missing: why }` otherwise; it throws when a server was asked for by
 * its URL and does not answer.
 */
import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.mjs';

/** How long a server may take to answer, in milliseconds. */
const PATIENCE = 3_000;

/**
 * TEST_POSTGRES_URL, else the standard port, else the binaries that come with embedded-postgres.
 * `TEST_POSTGRES_URL=embedded` asks for those binaries although a server answers.
 */
export async function findPostgres(env = process.env) {
  const name = 'postgres';
  if (env.TEST_POSTGRES_URL === 'embedded') return { name, ...(await embedded()) };
  const found = await find(name, {
    given: ['TEST_POSTGRES_URL', env.TEST_POSTGRES_URL],
    standard: 'postgres://postgres@127.0.0.1:5432/postgres',
    ask: askPostgres,
  });
  if (found.url) return found;
  try {
    return { name, ...(await embedded()) };
  } catch (error) {
    return { name, missing: `${found.missing}; embedded: ${firstLine(error)}` };
  }
}

async function embedded() {
  const { url, stop } = await startEmbeddedPostgres();
  return { url, stop, embedded: true, label: await askPostgres(url) };
}

/** TEST_MARIADB_URL (MariaDB or MySQL), else the standard port. */
export function findMariadb(env = process.env) {
  return find('mariadb', {
    given: ['TEST_MARIADB_URL', env.TEST_MARIADB_URL],
    standard: 'mysql://root@127.0.0.1:3306',
    ask: askMariadb,
  });
}

/** TEST_REDIS_URL, else the standard port. */
export function findRedis(env = process.env) {
  return find('redis', {
    given: ['TEST_REDIS_URL', env.TEST_REDIS_URL],
    standard: 'redis://127.0.0.1:6379',
    ask: askRedis,
  });
}

async function find(name, { given: [variable, given], standard, ask }) {
  const url = given || standard;
  try {
    return { name, url, label: await ask(url) };
  } catch (error) {
    if (given)
      throw new Error(`${variable} is set, but that server does not answer: ${firstLine(error)}`, {
        cause: error,
      });
    return { name, missing: `none on port ${new URL(standard).port}` };
  }
}

async function askPostgres(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query(
      `select current_setting('server_version') as version,
              (select rolcreatedb or rolsuper from pg_roles where rolname = current_user) as may_create`,
    );
    if (!rows[0].may_create) throw new Error('this user may not create databases');
    return `PostgreSQL ${rows[0].version.split(' ')[0]}`;
  } finally {
    await client.end();
  }
}

async function askMariadb(url) {
  const connection = await mysql.createConnection({ uri: url, connectTimeout: PATIENCE });
  try {
    const [rows] = await connection.query('select version() as version');
    const { version } = rows[0];
    return `${/mariadb/i.test(version) ? 'MariaDB' : 'MySQL'} ${version.split('-')[0]}`;
  } finally {
    await connection.end();
  }
}

async function askRedis(url) {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: PATIENCE, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
    return `Redis ${version}`.trim();
  } finally {
    redis.disconnect();
  }
}

function firstLine(error) {
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  return String(inner.message || inner.code || inner).split('\n', 1)[0];
}
