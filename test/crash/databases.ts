import { Redis } from 'ioredis';
import pg from 'pg';

/** Runs `work` with an empty database of its own on a PostgreSQL server. */
export async function withDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `nestflow_test_${Math.floor(Date.now() / 1000)}_crash${process.pid}`;
  const own = new URL(server);
  own.pathname = `/${name}`;
  await ask(server, `create database ${name}`);
  try {
    return await work(own.href);
  } finally {
    await ask(server, `drop database if exists ${name} with (force)`);
  }
}

/** The URL of a database on this Redis in which there is nothing; its last one that is so. */
export async function emptyRedis(server: string): Promise<string> {
  for (let number = 15; number > 0; number--) {
    const url = new URL(server);
    url.pathname = `/${number}`;
    const redis = new Redis(url.href);
    const size = await redis.dbsize();
    redis.disconnect();
    if (size === 0) return url.href;
  }
  throw new Error(`Expected a database on ${server} that is empty, to flush it, but there is none.`);
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
