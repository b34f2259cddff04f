import type { DataSource, QueryFailedError } from 'typeorm';
import { databaseFamily } from '../model/column-types.js';
import { workflowEntities } from '../model/entities.js';

/** What databases call a schema, table or column that is not there. */
const NOT_THERE: ReadonlySet<unknown> = new Set([
  '3F000',
  '42P01',
  '42703',
  'ER_NO_SUCH_TABLE',
  'ER_BAD_FIELD_ERROR',
]);

/**
 * What of Nestflow's tables is not there, in the database's own words; `undefined` when all of it is. One statement
 * that reads no row. A database that cannot be asked has said nothing.
 */
export async function missingTables(dataSource: DataSource): Promise<string | undefined> {
  const family = databaseFamily(dataSource.options.type);
  if (!family) return undefined;
  const escape = (name: string) => dataSource.driver.escape(name);
  const probes = workflowEntities(family).map(({ options }) => {
    const { tablePath, columns } = dataSource.getMetadata(options.target ?? options.name);
    const table = tablePath.split('.').map(escape).join('.');
    return `exists (select ${columns.map(({ databaseName }) => escape(databaseName)).join(', ')} from ${table} where 1 = 0)`;
  });
  try {
    await dataSource.query(`select ${probes.map((probe, at) => `${probe} as has${at}`).join(', ')}`);
    return undefined;
  } catch (error) {
    const { code } = ((error as QueryFailedError).driverError ?? {}) as { code?: unknown };
    return NOT_THERE.has(code) ? (error as Error).message : undefined;
  }
}
