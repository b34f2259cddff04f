import type { EntitySchemaOptions } from 'typeorm';
import type { ColumnTypes } from './column-types.js';

/** Whose turn it is: how often turns of this name have been taken. */
export class Turn {
  name!: string;
  taken!: number;
}

export const turnSchema = (t: ColumnTypes): EntitySchemaOptions<Turn> => ({
  name: 'WorkflowTurn',
  target: Turn,
  tableName: 'workflow_turn',
  columns: {
    name: { ...t.key(100), primary: true },
    taken: { type: 'int' },
  },
});
