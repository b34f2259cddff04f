import type { EntitySchemaColumnOptions } from 'typeorm';

/** The families of databases Nestflow speaks to, as TypeORM's option `type` names their drivers. */
export type DatabaseFamily = 'postgres' | 'mysql';

/**
 * How the same column is declared in each family of databases, so that entities, migrations and real tables agree
 * and TypeORM's `migration:generate` finds nothing to change.
 */
export interface ColumnTypes {
  readonly id: EntitySchemaColumnOptions;
  readonly json: EntitySchemaColumnOptions;
  readonly flag: EntitySchemaColumnOptions;
  /** An instant, kept to the microsecond, independent of anybody's time zone. */
  readonly moment: EntitySchemaColumnOptions;
  /** A short string compared byte for byte. */
  key(length: number): EntitySchemaColumnOptions;
  /** A partial index where there are such; nothing elsewhere. */
  where(condition: string): { where?: string };
  /** What an index needs in front where it cannot be partial. */
  flagColumn(name: string): string[];
  /** As {@link flagColumn}, for indexes over one status. */
  statusColumn(): string[];
}

export const COLUMN_TYPES: Record<DatabaseFamily, ColumnTypes> = {
  postgres: {
    id: { type: 'uuid' },
    json: { type: 'jsonb' },
    flag: { type: 'boolean' },
    moment: { type: 'timestamptz' },
    key: (length) => ({ type: 'varchar', length }),
    where: (condition) => ({ where: condition }),
    flagColumn: () => [],
    statusColumn: () => [],
  },
  mysql: {
    id: { type: 'char', length: 36, charset: 'ascii', collation: 'ascii_bin' },
    json: { type: 'json' },
    flag: { type: 'boolean' },
    moment: { type: 'datetime', precision: 6 },
    key: (length) => ({ type: 'varchar', length, charset: 'utf8mb4', collation: 'utf8mb4_bin' }),
    where: () => ({}),
    flagColumn: (name) => [name],
    statusColumn: () => ['status'],
  },
};

/** The family of a DataSource's `type`, or `undefined` when Nestflow does not speak to it. */
export function databaseFamily(type: string): DatabaseFamily | undefined {
  if (type === 'postgres' || type === 'cockroachdb' || type === 'aurora-postgres') return 'postgres';
  if (type === 'mysql' || type === 'mariadb' || type === 'aurora-mysql') return 'mysql';
  return undefined;
}
