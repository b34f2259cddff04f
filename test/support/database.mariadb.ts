import mysql from 'mysql2/promise';
import type { TestDatabase } from './databases.js';
import { serverNamed } from './servers.js';

/** The MariaDB or MySQL of this run, when there is one. */
export const mariadbServer = () => serverNamed('mariadb');

/** Makes a database on the MariaDB server; its pool may open 20 connections. */
export async function createMariadb(name: string): Promise<TestDatabase> {
  const url = mariadbServer()?.url;
  if (!url) throw new Error('Expected a MariaDB server, but this run has none.');
  await run(url, `create database \`${name}\` character set utf8mb4`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    name,
    options: { type: 'mariadb', url: own.href, poolSize: 20, timezone: 'Z', charset: 'utf8mb4' },
    drop: () => run(url, `drop database if exists \`${name}\``),
  };
}

async function run(url: string, sql: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
