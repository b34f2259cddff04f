import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { databaseFamily } from '../../model/column-types.js';
import { tablePath } from '../table-names.js';

/** An index to find what somebody has delegated by. */
export class NestflowDelegated1764331200000 implements MigrationInterface {
  readonly name = 'NestflowDelegated1764331200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const { dataSource } = queryRunner;
    const isPostgres = databaseFamily(dataSource.options.type) === 'postgres';
    await queryRunner.createIndex(
      tablePath(dataSource, 'workflow_task'),
      new TableIndex({
        name: 'workflow_task_delegated',
        columnNames: ['delegated_by', 'status', 'id'],
        ...(isPostgres ? { where: 'delegated_by is not null' } : {}),
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex(
      tablePath(queryRunner.dataSource, 'workflow_task'),
      'workflow_task_delegated',
    );
  }
}
