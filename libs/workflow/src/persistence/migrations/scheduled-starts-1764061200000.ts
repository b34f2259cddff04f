import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';
import { databaseFamily, type DatabaseFamily } from '../../model/column-types.js';
import { tablePath } from '../table-names.js';

type ColumnOptions = Omit<TableColumnOptions, 'name'>;

/** The column types of this migration; frozen, whatever later ones declare. */
const TYPES = {
  postgres: {
    id: { type: 'uuid' },
    json: { type: 'jsonb' },
    number: { type: 'integer' },
    moment: { type: 'timestamp with time zone' },
    key: (length: number): ColumnOptions => ({ type: 'character varying', length: `${length}` }),
  },
  mysql: {
    id: { type: 'char', length: '36', charset: 'ascii', collation: 'ascii_bin' },
    json: { type: 'json' },
    number: { type: 'int' },
    moment: { type: 'datetime', precision: 6 },
    key: (length: number): ColumnOptions => ({
      type: 'varchar',
      length: `${length}`,
      charset: 'utf8mb4',
      collation: 'utf8mb4_bin',
    }),
  },
} satisfies Record<DatabaseFamily, object>;

/** When start timers start their next processes. */
export class NestflowScheduledStarts1764061200000 implements MigrationInterface {
  readonly name = 'NestflowScheduledStarts1764061200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(table(queryRunner));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(table(queryRunner));
  }
}

function table({ dataSource }: QueryRunner): Table {
  const { id, json, number, moment, key } = TYPES[databaseFamily(dataSource.options.type) ?? 'postgres'];
  return new Table({
    name: tablePath(dataSource, 'workflow_scheduled_start'),
    columns: [
      { ...key(100), name: 'flow', isPrimary: true },
      { ...key(100), name: 'node', isPrimary: true },
      { ...key(255), name: 'schedule' },
      { ...moment, name: 'due_at' },
      { ...moment, name: 'scheduled_at' },
      { ...number, name: 'attempts', default: '0' },
      { ...json, name: 'error', isNullable: true },
      { ...moment, name: 'started_at', isNullable: true },
      { ...id, name: 'process_id', isNullable: true },
    ],
  });
}
