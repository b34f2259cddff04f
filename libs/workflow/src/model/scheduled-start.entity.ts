import type { EntitySchemaOptions } from 'typeorm';
import type { ColumnTypes } from './column-types.js';
import type { TaskError } from './task.entity.js';

/** When a start timer starts its next process: one row for each, whatever the number of instances. */
export class ScheduledStart {
  /** The stable name of the flow. */
  flow!: string;
  /** The name of the start. */
  node!: string;
  /** What it was planned by; when the code says something else, it is planned anew. */
  schedule!: string;
  /** The moment of the schedule that comes next, or that is being tried again. */
  dueAt!: Date;
  /** When to start: `dueAt`, or later when starting has failed. */
  scheduledAt!: Date;
  /** How often starting at `dueAt` has failed; of the moment before, when that was given up. */
  attempts!: number;
  /** What the last attempt failed with, until one succeeds. */
  error!: TaskError | null;
  /** When it last started a process. */
  startedAt!: Date | null;
  /** The process it last started. */
  processId!: string | null;
}

export const scheduledStartSchema = (t: ColumnTypes): EntitySchemaOptions<ScheduledStart> => ({
  name: 'WorkflowScheduledStart',
  target: ScheduledStart,
  tableName: 'workflow_scheduled_start',
  columns: {
    flow: { ...t.key(100), primary: true },
    node: { ...t.key(100), primary: true },
    schedule: { ...t.key(255) },
    dueAt: { ...t.moment, name: 'due_at' },
    scheduledAt: { ...t.moment, name: 'scheduled_at' },
    attempts: { type: 'int', default: 0 },
    error: { ...t.json, nullable: true },
    startedAt: { ...t.moment, name: 'started_at', nullable: true },
    processId: { ...t.id, name: 'process_id', nullable: true },
  },
});
