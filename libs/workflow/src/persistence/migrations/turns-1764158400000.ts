import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { databaseFamily } from '../../model/column-types.js';
import { tablePath } from '../table-names.js';

/** The column types of this migration; frozen, whatever later ones declare. */
const TYPES = {
  postgres: { name: { type: 'character varying', length: '100' }, taken: { type: 'integer' } },
  mysql: {
    name: { type: 'varchar', length: '100', charset: 'utf8mb4', collation: 'utf8mb4_bin' },
    taken: { type: 'int' },
  },
} as const;

/** Whose turn it is, for round robin. */
export class NestflowTurns1764158400000 implements MigrationInterface {
  readonly name = 'NestflowTurns1764158400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(table(queryRunner));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(table(queryRunner));
  }
}

function table({ dataSource }: QueryRunner): Table {
  const { name, taken } = TYPES[databaseFamily(dataSource.options.type) ?? 'postgres'];
  return new Table({
    name: tablePath(dataSource, 'workflow_turn'),
    columns: [
      { ...name, name: 'name', isPrimary: true },
      { ...taken, name: 'taken' },
    ],
  });
}
