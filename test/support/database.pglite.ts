import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pgliteOptions } from '../../apps/demo/src/database/embedded-database.js';
import type { TestDatabase } from './databases.js';

/** Emptied instances, ready for the next test of the same file: cleaning one is quicker than making one. */
const idle: PGlite[] = [];

/** An empty PostgreSQL in memory. It is kept and emptied, not closed, when it is dropped. */
export async function createPGlite(name: string): Promise<TestDatabase> {
  const pglite = idle.pop() ?? (await PGlite.create({ loadDataDir: await freshDataFolder() }));
  const keepOpen = () => Promise.resolve();
  return {
    name,
    options: pgliteOptions(() => ({ pglite, ready: pglite.waitReady, close: keepOpen })),
    async drop() {
      await empty(pglite);
      idle.push(pglite);
    },
  };
}

/** Closes the emptied instances; an open one keeps the test process alive for seconds. */
export async function closePGlites(): Promise<void> {
  await Promise.all(idle.splice(0).map((pglite) => pglite.close()));
}

async function empty(pglite: PGlite): Promise<void> {
  await pglite.exec('rollback');
  await pglite.exec('discard all');
  const { rows } = await pglite.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`,
  );
  for (const { name } of rows) await pglite.exec(`drop schema "${name}" cascade`);
  await pglite.exec('create schema public');
}

/** The files of an empty database, made once per PGlite version and kept: initdb takes three seconds. */
async function freshDataFolder(): Promise<Blob> {
  const folder = join(process.cwd(), 'node_modules', '.cache', 'nestflow');
  const file = join(folder, `pglite-${pgliteVersion()}-small.tar`);
  if (!existsSync(file)) {
    const dump = await smallDataFolder();
    mkdirSync(folder, { recursive: true });
    const part = `${file}.${randomBytes(5).toString('hex')}`;
    writeFileSync(part, Buffer.from(await dump.arrayBuffer()));
    renameSync(part, file);
  }
  return new Blob([readFileSync(file)]);
}

/** As small as can be, since every file of tests loads it: short logs, and no templates, as no database is made of them. */
async function smallDataFolder(): Promise<Blob> {
  const pglite = await PGlite.create({ initDbStartParams: ['--wal-segsize=1'] });
  await pglite.exec('update pg_database set datistemplate = false');
  for (const template of ['template0', 'template1']) await pglite.exec(`drop database ${template}`);
  const dump = await pglite.dumpDataDir('none');
  await pglite.close();
  return dump;
}

function pgliteVersion(): string {
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest = readFileSync(join(main, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
