import { TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { databaseFamily } from '../../model/column-types.js';
import { tableNames, tablePath } from '../table-names.js';

/** The flow beside each task, and an index to read a flow's board by. */
export class NestflowBoard1764244800000 implements MigrationInterface {
  readonly name = 'NestflowBoard1764244800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const { dataSource } = queryRunner;
    const isPostgres = databaseFamily(dataSource.options.type) === 'postgres';
    const path = tablePath(dataSource, 'workflow_task');
    const { task, process } = tableNames(dataSource);
    await queryRunner.addColumn(path, flowColumn(isPostgres));
    await queryRunner.query(
      isPostgres
        ? `update ${task} t set flow = p.flow from ${process} p where p.id = t.process_id`
        : `update ${task} t join ${process} p on p.id = t.process_id set t.flow = p.flow`,
    );
    await queryRunner.query(
      isPostgres
        ? `alter table ${task} alter column flow set not null`
        : `alter table ${task} modify flow varchar(100) character set utf8mb4 collate utf8mb4_bin not null`,
    );
    await queryRunner.createIndex(
      path,
      new TableIndex({
        name: 'workflow_task_board',
        columnNames: [...(isPostgres ? [] : ['live']), 'flow', 'node', 'status', 'id'],
        ...(isPostgres ? { where: 'live' } : {}),
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const path = tablePath(queryRunner.dataSource, 'workflow_task');
    await queryRunner.dropIndex(path, 'workflow_task_board');
    await queryRunner.dropColumn(path, 'flow');
  }
}

/** Until it is filled it may be null. */
function flowColumn(isPostgres: boolean): TableColumn {
  return new TableColumn({
    name: 'flow',
    type: isPostgres ? 'character varying' : 'varchar',
    length: '100',
    isNullable: true,
    ...(isPostgres ? {} : { charset: 'utf8mb4', collation: 'utf8mb4_bin' }),
  });
}
