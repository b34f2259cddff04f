import pg from 'pg';
import type { TestDatabase } from './databases.js';
import { serverNamed } from './servers.js';

/** The PostgreSQL of this run, when there is one. */
export const postgresServer = () => serverNamed('postgres');

/** Makes a database on the PostgreSQL server; its pool may open 20 connections. */
export async function createPostgres(name: string): Promise<TestDatabase> {
  const url = postgresServer()?.url;
  if (!url) throw new Error('Expected a PostgreSQL server, but this run has none.');
  await run(url, `create database "${name}"`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    name,
    options: { type: 'postgres', url: own.href, poolSize: 20 },
    drop: () => run(url, `drop database if exists "${name}" with (force)`),
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
