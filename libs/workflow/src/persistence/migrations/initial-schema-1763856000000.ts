import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';
import { ConfigurationError } from '../../errors.js';
import { databaseFamily, type DatabaseFamily } from '../../model/column-types.js';
import { tablePath } from '../table-names.js';

type ColumnOptions = Omit<TableColumnOptions, 'name'>;

/** The column types of this migration; frozen, whatever later ones declare. */
const TYPES = {
  postgres: {
    id: { type: 'uuid' },
    json: { type: 'jsonb' },
    flag: { type: 'boolean' },
    moment: { type: 'timestamp with time zone' },
    key: (length: number): ColumnOptions => ({ type: 'character varying', length: `${length}` }),
  },
  mysql: {
    id: { type: 'char', length: '36', charset: 'ascii', collation: 'ascii_bin' },
    json: { type: 'json' },
    flag: { type: 'tinyint' },
    moment: { type: 'datetime', precision: 6 },
    key: (length: number): ColumnOptions => ({
      type: 'varchar',
      length: `${length}`,
      charset: 'utf8mb4',
      collation: 'utf8mb4_bin',
    }),
  },
} satisfies Record<DatabaseFamily, object>;

/** Processes, tasks, their history and kept answers. */
export class NestflowInitialSchema1763856000000 implements MigrationInterface {
  readonly name = 'NestflowInitialSchema1763856000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of tables(queryRunner)) await queryRunner.createTable(table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of tables(queryRunner).reverse()) await queryRunner.dropTable(table);
  }
}

function tables({ dataSource }: QueryRunner): Table[] {
  const family = databaseFamily(dataSource.options.type);
  if (!family) {
    throw new ConfigurationError(
      `Expected a DataSource of type postgres, mysql or mariadb, but its type is '${dataSource.options.type}'.`,
    );
  }
  const { id, json, flag, moment, key } = TYPES[family];
  const path = (name: string) => tablePath(dataSource, name);
  const column = (name: string, type: ColumnOptions) => ({ ...type, name });
  const optional = (name: string, type: ColumnOptions) => ({ ...type, name, isNullable: true });
  const primary = (name: string, type: ColumnOptions) => ({ ...type, name, isPrimary: true });
  const number = { type: family === 'postgres' ? 'integer' : 'int' };
  /** An index over few rows where there are partial ones; elsewhere with the columns that tell those rows in front. */
  const partial = (name: string, columnNames: string[], where: string, instead = columnNames) =>
    family === 'postgres' ? { name, columnNames, where } : { name, columnNames: instead };

  return [
    new Table({
      name: path('workflow_process'),
      columns: [
        primary('id', id),
        column('flow', key(100)),
        column('status', key(10)),
        column('data', json),
        optional('business_key', key(200)),
        optional('parent_task_id', id),
        optional('artifact_type', key(100)),
        optional('artifact_id', key(100)),
        column('definition', key(16)),
        column('created_at', moment),
        optional('finished_at', moment),
      ],
      indices: [
        { name: 'workflow_process_business_key', columnNames: ['flow', 'business_key'], isUnique: true },
        { name: 'workflow_process_by_flow', columnNames: ['flow', 'id'] },
        partial('workflow_process_by_parent', ['parent_task_id'], 'parent_task_id is not null'),
      ],
    }),
    new Table({
      name: path('workflow_task'),
      columns: [
        primary('id', id),
        column('process_id', id),
        column('node', key(100)),
        column('kind', key(30)),
        column('status', key(10)),
        optional('token', id),
        column('live', flag),
        optional('owner', key(100)),
        optional('permission', key(150)),
        optional('excluded', json),
        { ...number, name: 'priority', default: '0' },
        optional('due_at', moment),
        optional('snoozed_until', moment),
        optional('scheduled_at', moment),
        optional('data', json),
        optional('draft', json),
        optional('error', json),
        { ...number, name: 'attempts', default: '0' },
        optional('external_id', key(255)),
        optional('attached_to', id),
        column('created_at', moment),
        optional('assigned_at', moment),
        optional('started_at', moment),
        optional('finished_at', moment),
      ],
      foreignKeys: [
        {
          name: 'workflow_task_process_fk',
          columnNames: ['process_id'],
          referencedTableName: path('workflow_process'),
          referencedColumnNames: ['id'],
          onDelete: 'CASCADE',
          onUpdate: 'NO ACTION',
        },
      ],
      indices: [
        { name: 'workflow_task_scope', columnNames: ['process_id', 'live', 'token', 'node'] },
        partial('workflow_task_queue', ['permission', 'id'], `status = 'NEW'`, [
          'permission',
          'status',
          'id',
        ]),
        partial('workflow_task_owned', ['owner', 'status', 'finished_at', 'id'], 'owner is not null'),
        partial('workflow_task_live_status', ['status', 'id'], 'live', ['live', 'status', 'id']),
        partial('workflow_task_waiting_for', ['external_id', 'id'], 'external_id is not null'),
        partial('workflow_task_due', ['scheduled_at'], 'scheduled_at is not null'),
        partial('workflow_task_attached', ['attached_to'], 'attached_to is not null'),
      ],
    }),
    new Table({
      name: path('workflow_task_previous'),
      columns: [primary('task_id', id), primary('previous_id', id)],
      foreignKeys: [
        {
          name: 'workflow_task_previous_task_fk',
          columnNames: ['task_id'],
          referencedTableName: path('workflow_task'),
          referencedColumnNames: ['id'],
          onDelete: 'CASCADE',
          onUpdate: 'NO ACTION',
        },
      ],
      indices: [{ name: 'workflow_task_previous_following', columnNames: ['previous_id'] }],
    }),
    new Table({
      name: path('workflow_event'),
      columns: [
        primary('id', id),
        column('type', key(40)),
        optional('process_id', id),
        optional('task_id', id),
        optional('actor', key(100)),
        optional('payload', json),
        column('created_at', moment),
        optional('delivered_at', moment),
        { ...number, name: 'attempts', default: '0' },
        optional('retry_at', moment),
        optional('error', json),
      ],
      indices: [
        { name: 'workflow_event_by_process', columnNames: ['process_id', 'id'] },
        partial('workflow_event_undelivered', ['retry_at'], 'retry_at is not null'),
      ],
    }),
    new Table({
      name: path('workflow_idempotency_key'),
      columns: [
        primary('id', key(64)),
        column('request', key(64)),
        { ...number, name: 'status_code' },
        optional('body', json),
        column('created_at', moment),
      ],
      indices: [{ name: 'workflow_idempotency_key_age', columnNames: ['created_at'] }],
    }),
    new Table({
      name: path('workflow_message'),
      columns: [
        primary('id', key(200)),
        column('recipient', key(255)),
        optional('payload', json),
        column('created_at', moment),
        column('expires_at', moment),
        optional('consumed_at', moment),
      ],
      indices: [partial('workflow_message_waiting', ['recipient', 'created_at'], 'consumed_at is null')],
    }),
  ];
}
