import { TableColumn, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';
import { databaseFamily, type DatabaseFamily } from '../../model/column-types.js';
import { tablePath } from '../table-names.js';

/** The column types of this migration; frozen, whatever later ones declare. */
const COLUMNS: Record<DatabaseFamily, readonly TableColumnOptions[]> = {
  postgres: [
    { name: 'delegated_by', type: 'character varying', length: '100', isNullable: true },
    { name: 'delegates', type: 'jsonb', isNullable: true },
  ],
  mysql: [
    {
      name: 'delegated_by',
      type: 'varchar',
      length: '100',
      charset: 'utf8mb4',
      collation: 'utf8mb4_bin',
      isNullable: true,
    },
    { name: 'delegates', type: 'json', isNullable: true },
  ],
};

/** Who has a task for whom. */
export class NestflowDelegation1764000000000 implements MigrationInterface {
  readonly name = 'NestflowDelegation1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumns(taskTable(queryRunner), columns(queryRunner));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumns(taskTable(queryRunner), columns(queryRunner).reverse());
  }
}

function taskTable({ dataSource }: QueryRunner): string {
  return tablePath(dataSource, 'workflow_task');
}

function columns({ dataSource }: QueryRunner): TableColumn[] {
  const family = databaseFamily(dataSource.options.type) ?? 'postgres';
  return COLUMNS[family].map((options) => new TableColumn(options));
}
