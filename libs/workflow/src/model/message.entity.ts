import type { EntitySchemaOptions } from 'typeorm';
import type { ColumnTypes } from './column-types.js';

/** A message to a process: kept so that it acts once, and until its time is over when nobody waits for it yet. */
export class WorkflowMessage {
  /** The sender's id of it, so that sending it twice acts once; else a UUIDv7. */
  id!: string;
  /** Whom it is for, as waiting tasks have it in `external_id`: `message:invoice-paid:42`. */
  recipient!: string;
  payload!: unknown;
  createdAt!: Date;
  /** Until when it waits for somebody to wait for it. */
  expiresAt!: Date;
  consumedAt!: Date | null;
}

export const messageSchema = (t: ColumnTypes): EntitySchemaOptions<WorkflowMessage> => ({
  name: 'WorkflowMessage',
  target: WorkflowMessage,
  tableName: 'workflow_message',
  columns: {
    id: { ...t.key(200), primary: true },
    recipient: { ...t.key(255) },
    payload: { ...t.json, nullable: true },
    createdAt: { ...t.moment, name: 'created_at' },
    expiresAt: { ...t.moment, name: 'expires_at' },
    consumedAt: { ...t.moment, name: 'consumed_at', nullable: true },
  },
  indices: [
    {
      name: 'workflow_message_waiting',
      columns: ['recipient', 'createdAt'],
      ...t.where('consumed_at is null'),
    },
  ],
});
