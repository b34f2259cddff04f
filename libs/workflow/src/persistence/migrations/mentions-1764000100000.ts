import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';
import { databaseFamily, type DatabaseFamily } from '../../model/column-types.js';
import { tablePath } from '../table-names.js';

/** The column types of this migration; frozen, whatever later ones declare. */
const COLUMNS: Record<DatabaseFamily, readonly TableColumnOptions[]> = {
  postgres: [
    { name: 'user_id', type: 'character varying', length: '100', isPrimary: true },
    { name: 'comment_id', type: 'uuid', isPrimary: true },
    { name: 'process_id', type: 'uuid' },
    { name: 'seen_at', type: 'timestamp with time zone', isNullable: true },
  ],
  mysql: [
    {
      name: 'user_id',
      type: 'varchar',
      length: '100',
      charset: 'utf8mb4',
      collation: 'utf8mb4_bin',
      isPrimary: true,
    },
    {
      name: 'comment_id',
      type: 'char',
      length: '36',
      charset: 'ascii',
      collation: 'ascii_bin',
      isPrimary: true,
    },
    { name: 'process_id', type: 'char', length: '36', charset: 'ascii', collation: 'ascii_bin' },
    { name: 'seen_at', type: 'datetime', precision: 6, isNullable: true },
  ],
};

/** Who is named in which comment. */
export class NestflowMentions1764000100000 implements MigrationInterface {
  readonly name = 'NestflowMentions1764000100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const columns = [...COLUMNS[databaseFamily(queryRunner.dataSource.options.type) ?? 'postgres']];
    await queryRunner.createTable(new Table({ name: mentionTable(queryRunner), columns }));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(mentionTable(queryRunner));
  }
}

function mentionTable({ dataSource }: QueryRunner): string {
  return tablePath(dataSource, 'workflow_mention');
}
