import { TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { databaseFamily } from '../../model/column-types.js';
import { tableNames, tablePath } from '../table-names.js';

const GIVEN_UP = 'delivered_at is null and retry_at is null';

/** The queue a scheduled task stands in, and indexes for taking from it and for deliveries that were given up. */
export class NestflowJobQueues1764072000000 implements MigrationInterface {
  readonly name = 'NestflowJobQueues1764072000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const { isPostgres, task, event } = subjects(queryRunner);
    await queryRunner.addColumn(
      task,
      new TableColumn({
        name: 'queue',
        type: isPostgres ? 'character varying' : 'varchar',
        length: '201',
        isNullable: true,
        ...(isPostgres ? {} : { charset: 'utf8mb4', collation: 'utf8mb4_bin' }),
      }),
    );
    await queryRunner.query(
      `update ${tableNames(queryRunner.dataSource).task} set queue = case kind when 'JOB' then 'default' else ':timers' end where scheduled_at is not null`,
    );
    await replaceIndex(queryRunner, task, dueIndex(isPostgres, ['queue', 'scheduled_at']));
    if (isPostgres) {
      await queryRunner.createIndex(
        event,
        new TableIndex({ name: 'workflow_event_given_up', columnNames: ['id'], where: GIVEN_UP }),
      );
    } else {
      await replaceIndex(queryRunner, event, undeliveredIndex(['delivered_at', 'retry_at']));
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const { isPostgres, task, event } = subjects(queryRunner);
    if (isPostgres) await queryRunner.dropIndex(event, 'workflow_event_given_up');
    else await replaceIndex(queryRunner, event, undeliveredIndex(['retry_at']));
    await replaceIndex(queryRunner, task, dueIndex(isPostgres, ['scheduled_at']));
    await queryRunner.dropColumn(task, 'queue');
  }
}

function subjects({ dataSource }: QueryRunner) {
  return {
    isPostgres: databaseFamily(dataSource.options.type) === 'postgres',
    task: tablePath(dataSource, 'workflow_task'),
    event: tablePath(dataSource, 'workflow_event'),
  };
}

const dueIndex = (isPostgres: boolean, columnNames: string[]): TableIndex =>
  new TableIndex({
    name: 'workflow_task_due',
    columnNames,
    ...(isPostgres ? { where: 'scheduled_at is not null' } : {}),
  });

const undeliveredIndex = (columnNames: string[]): TableIndex =>
  new TableIndex({ name: 'workflow_event_undelivered', columnNames });

async function replaceIndex(queryRunner: QueryRunner, table: string, index: TableIndex): Promise<void> {
  await queryRunner.dropIndex(table, index.name as string);
  await queryRunner.createIndex(table, index);
}
