import type { EntitySchemaOptions } from 'typeorm';
import type { ColumnTypes } from './column-types.js';
import type { TaskError } from './task.entity.js';

/** What has to reach another process; delivered after the commit. */
export const OUTBOX_EVENT_TYPES = [
  'child.ended',
  'children.cancel',
  'escalation.thrown',
  'signal.thrown',
  'message.thrown',
  'message.awaited',
] as const;

/** What can happen to a process or a task, as the audit trail names it. */
export const EVENT_TYPES = [
  'process.started',
  'process.finished',
  'process.canceled',
  'process.failed',
  'process.reopened',
  'task.created',
  'task.assigned',
  'task.unassigned',
  'task.started',
  'task.finished',
  'task.canceled',
  'task.undone',
  'task.revived',
  'task.failed',
  'task.retried',
  'task.skipped',
  'task.compensated',
  'task.snoozed',
  'task.unsnoozed',
  'task.delegated',
  'task.returned',
  'comment.added',
  ...OUTBOX_EVENT_TYPES,
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** One line of the append-only history: who did what, when, to which process and task. */
export class WorkflowEvent {
  /** A UUIDv7: within a process, ids order events as they happened. */
  id!: string;
  type!: EventType;
  /** The process it happened to; `null` for what code told everybody. */
  processId!: string | null;
  taskId!: string | null;
  /** The user id of whoever did it; `null` when code did. */
  actor!: string | null;
  payload!: Record<string, unknown> | null;
  createdAt!: Date;
  /** When it reached whom it must reach; equal to `createdAt` for what nobody waits for. */
  deliveredAt!: Date | null;
  /** How often delivering it has failed. */
  attempts!: number;
  /** When to deliver it, or to try again; `null` once it is delivered, or given up. */
  retryAt!: Date | null;
  /** Why it could not be delivered the last time. */
  error!: TaskError | null;
}

export const eventSchema = (t: ColumnTypes): EntitySchemaOptions<WorkflowEvent> => ({
  name: 'WorkflowEvent',
  target: WorkflowEvent,
  tableName: 'workflow_event',
  columns: {
    id: { ...t.id, primary: true },
    type: { ...t.key(40) },
    processId: { ...t.id, name: 'process_id', nullable: true },
    taskId: { ...t.id, name: 'task_id', nullable: true },
    actor: { ...t.key(100), nullable: true },
    payload: { ...t.json, nullable: true },
    createdAt: { ...t.moment, name: 'created_at' },
    deliveredAt: { ...t.moment, name: 'delivered_at', nullable: true },
    attempts: { type: 'int', default: 0 },
    retryAt: { ...t.moment, name: 'retry_at', nullable: true },
    error: { ...t.json, nullable: true },
  },
  indices: [
    { name: 'workflow_event_by_process', columns: ['processId', 'id'] },
    {
      name: 'workflow_event_undelivered',
      columns: [...t.flagColumn('deliveredAt'), 'retryAt'],
      ...t.where('retry_at is not null'),
    },
    ...givenUp(t),
  ],
});

/** Where an index cannot be partial, that of the undelivered serves these as well. */
function givenUp(t: ColumnTypes): NonNullable<EntitySchemaOptions<WorkflowEvent>['indices']> {
  const { where } = t.where('delivered_at is null and retry_at is null');
  return where === undefined ? [] : [{ name: 'workflow_event_given_up', columns: ['id'], where }];
}
