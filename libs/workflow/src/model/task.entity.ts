import type { EntitySchemaOptions } from 'typeorm';
import type { ColumnTypes } from './column-types.js';
import { Process } from './process.entity.js';
import type { TaskStatus } from './status.js';

/** The line of what is due by itself: timers and timeouts. No name a job's queue can have. */
export const TIMERS = ':timers';

/** What is kept of an error: never local variables, never a request's body. */
export interface TaskError {
  readonly message: string;
  readonly code?: string;
  /** The error's own stack, without its message. */
  readonly stack?: string;
  /** Which attempt failed, from 1. */
  readonly attempt: number;
}

/** One node visited by one token of a process: people's work, code that ran, a gateway that was passed. */
export class Task {
  /** A UUIDv7, made by the application. */
  id!: string;
  processId!: string;
  /** The stable name of its process's flow, kept here too so that a board is read by an index. */
  flow!: string;
  /** The node's name when the task was made. */
  node!: string;
  /** The node's kind: `VIEW`, `JOIN`. */
  kind!: string;
  status!: TaskStatus;
  /** The split task whose branch this task is part of; `null` outside all splits. */
  token!: string | null;
  /**
   * Something can still come of this row: its status is a waiting one or `ERROR`, or it is a split whose branches
   * have not been joined yet. A process is done when no row of it is live, a join when none of its split's are.
   */
  live!: boolean;
  /** The user id of whoever has the task; the application's own id, no foreign key. */
  owner!: string | null;
  /** The right it takes to take the task; `null`: the right to see the flow. */
  permission!: string | null;
  /** User ids that may not take the task though they hold the permission: separation of duties. */
  excluded!: readonly string[] | null;
  /** Whoever gave the task to its owner with return: it goes back to them when its owner is done with it. */
  delegatedBy!: string | null;
  /** User ids the task was ever delegated to: they count as having done it, where duties are separated. */
  delegates!: readonly string[] | null;
  /** Higher is more urgent. Default 0. */
  priority!: number;
  dueAt!: Date | null;
  /** Until then an owned task is hidden from its owner's inbox. */
  snoozedUntil!: Date | null;
  /** When background work on it is due: a timer, the next attempt of a job, or the end of the lease of a running one. */
  scheduledAt!: Date | null;
  /** The line it stands in until then: a job's queue, or `:timers`; `null` when it was never scheduled. */
  queue!: string | null;
  /** What the task is about: the item of its split's data source, for one. */
  data!: unknown;
  /** A form saved without completing the task. */
  draft!: unknown;
  error!: TaskError | null;
  /** How often the node's code was tried, counting failures. */
  attempts!: number;
  /** What outside of its process the task waits for: `signal:paid`, `message:invoice:42`. `null` once it does not. */
  externalId!: string | null;
  /** For a boundary event that is armed: the task on whose border it is, and with which it is withdrawn. */
  attachedTo!: string | null;
  createdAt!: Date;
  assignedAt!: Date | null;
  startedAt!: Date | null;
  finishedAt!: Date | null;
}

export const taskSchema = (t: ColumnTypes): EntitySchemaOptions<Task> => ({
  name: 'WorkflowTask',
  target: Task,
  tableName: 'workflow_task',
  columns: {
    id: { ...t.id, primary: true },
    processId: { ...t.id, name: 'process_id' },
    flow: { ...t.key(100) },
    node: { ...t.key(100) },
    kind: { ...t.key(30) },
    status: { ...t.key(10) },
    token: { ...t.id, nullable: true },
    live: { ...t.flag },
    owner: { ...t.key(100), nullable: true },
    permission: { ...t.key(150), nullable: true },
    excluded: { ...t.json, nullable: true },
    delegatedBy: { ...t.key(100), name: 'delegated_by', nullable: true },
    delegates: { ...t.json, nullable: true },
    priority: { type: 'int', default: 0 },
    dueAt: { ...t.moment, name: 'due_at', nullable: true },
    snoozedUntil: { ...t.moment, name: 'snoozed_until', nullable: true },
    scheduledAt: { ...t.moment, name: 'scheduled_at', nullable: true },
    queue: { ...t.key(201), nullable: true },
    data: { ...t.json, nullable: true },
    draft: { ...t.json, nullable: true },
    error: { ...t.json, nullable: true },
    attempts: { type: 'int', default: 0 },
    externalId: { ...t.key(255), name: 'external_id', nullable: true },
    attachedTo: { ...t.id, name: 'attached_to', nullable: true },
    createdAt: { ...t.moment, name: 'created_at' },
    assignedAt: { ...t.moment, name: 'assigned_at', nullable: true },
    startedAt: { ...t.moment, name: 'started_at', nullable: true },
    finishedAt: { ...t.moment, name: 'finished_at', nullable: true },
  },
  foreignKeys: [
    {
      target: () => Process,
      columnNames: ['processId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
      name: 'workflow_task_process_fk',
    },
  ],
  indices: [
    // Serves what the engine asks under the lock: does anything live, here or in this scope, and where is its join.
    { name: 'workflow_task_scope', columns: ['processId', 'live', 'token', 'node'] },
    {
      name: 'workflow_task_queue',
      columns: ['permission', ...t.statusColumn(), 'id'],
      ...t.where(`status = 'NEW'`),
    },
    {
      name: 'workflow_task_owned',
      columns: ['owner', 'status', 'finishedAt', 'id'],
      ...t.where('owner is not null'),
    },
    {
      name: 'workflow_task_delegated',
      columns: ['delegatedBy', 'status', 'id'],
      ...t.where('delegated_by is not null'),
    },
    {
      name: 'workflow_task_live_status',
      columns: [...t.flagColumn('live'), 'status', 'id'],
      ...t.where('live'),
    },
    {
      name: 'workflow_task_board',
      columns: [...t.flagColumn('live'), 'flow', 'node', 'status', 'id'],
      ...t.where('live'),
    },
    {
      name: 'workflow_task_waiting_for',
      columns: ['externalId', 'id'],
      ...t.where('external_id is not null'),
    },
    {
      name: 'workflow_task_due',
      columns: ['queue', 'scheduledAt'],
      ...t.where('scheduled_at is not null'),
    },
    { name: 'workflow_task_attached', columns: ['attachedTo'], ...t.where('attached_to is not null') },
  ],
});
