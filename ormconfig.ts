import { withWorkflow } from 'nestflow';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** Connections a server's pool may open. */
const POOL_SIZE = 20;

/**
 * The demo's database, with nestflow's entities and migrations added.
 *
 * `DATABASE_URL` (`postgres://…`, or `mysql://…` / `mariadb://…`) names a server; without it PostgreSQL runs
 * inside this process and keeps its data in `PGLITE_DIR` (default `./.data/pglite`). Nothing is opened here:
 * that happens when a DataSource is initialized.
 */
export async function databaseOptions(env: NodeJS.ProcessEnv = process.env): Promise<DataSourceOptions> {
  return withWorkflow(await connectionOptions(env));
}

async function connectionOptions(env: NodeJS.ProcessEnv): Promise<DataSourceOptions> {
  const url = env['DATABASE_URL'];
  if (!url) {
    const { embeddedDatabase } = await import('./apps/demo/src/database/embedded-database.js');
    return embeddedDatabase(env['PGLITE_DIR'] ?? '.data/pglite');
  }
  if (/^postgres(ql)?:/.test(url)) return { type: 'postgres', url, poolSize: POOL_SIZE };
  if (/^(mysql|mariadb):/.test(url)) {
    return { type: 'mariadb', url, poolSize: POOL_SIZE, timezone: 'Z', charset: 'utf8mb4' };
  }
  throw new Error(
    `Expected DATABASE_URL to begin with postgres://, mysql:// or mariadb://, but it begins with ` +
      `'${url.split(':', 1)[0]}:'.`,
  );
}

/** For TypeORM's own commands: `npx typeorm migration:show -d dist/ormconfig.js`. */
export default databaseOptions().then((options) => new DataSource(options));
