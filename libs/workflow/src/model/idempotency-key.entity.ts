import type { EntitySchemaOptions } from 'typeorm';
import type { ColumnTypes } from './column-types.js';

/** The first answer to a request that carried an Idempotency-Key, kept to be given again. */
export class IdempotencyKey {
  /** SHA-256 of the user id and the header's value. */
  id!: string;
  /** SHA-256 of method, path and body: another request under the same key is refused. */
  request!: string;
  statusCode!: number;
  body!: unknown;
  createdAt!: Date;
}

export const idempotencyKeySchema = (t: ColumnTypes): EntitySchemaOptions<IdempotencyKey> => ({
  name: 'WorkflowIdempotencyKey',
  target: IdempotencyKey,
  tableName: 'workflow_idempotency_key',
  columns: {
    id: { ...t.key(64), primary: true },
    request: { ...t.key(64) },
    statusCode: { type: 'int', name: 'status_code' },
    body: { ...t.json, nullable: true },
    createdAt: { ...t.moment, name: 'created_at' },
  },
  indices: [{ name: 'workflow_idempotency_key_age', columns: ['createdAt'] }],
});
