/** Drops the databases that test runs left behind when they were killed. */
import mysql from 'mysql2/promise';
import pg from 'pg';

/** A database's name begins with this, then the second it was made in. */
const NAME = /^nestflow_test_(\d+)_/;

/** Runs shorter than this, in seconds, are never disturbed. */
const AN_HOUR = 3_600;

export async function dropStalePostgres(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('select datname as name from pg_database');
    for (const name of stale(rows)) await client.query(`drop database if exists "${name}" with (force)`);
  } finally {
    await client.end();
  }
}

export async function dropStaleMariadb(url) {
  const connection = await mysql.createConnection({ uri: url });
  try {
    const [rows] = await connection.query('select schema_name as name from information_schema.schemata');
    for (const name of stale(rows)) await connection.query(`drop database if exists \`${name}\``);
  } finally {
    await connection.end();
  }
}

function stale(rows) {
  const before = Date.now() / 1000 - AN_HOUR;
  return rows.map((row) => row.name).filter((name) => Number(NAME.exec(name)?.[1] ?? Infinity) < before);
}
