import { v7 as newId } from 'uuid';

/** A row's values, in the order of its table's columns below. */
export type Values = readonly unknown[];

/** The columns that hello fills; defaults and nulls are left to the database. */
export const COLUMNS = {
  process: ['id', 'flow', 'status', 'data', 'definition', 'created_at'],
  task: [
    'id',
    'process_id',
    'flow',
    'node',
    'kind',
    'status',
    'live',
    'permission',
    'created_at',
    'started_at',
    'finished_at',
  ],
  task_previous: ['task_id', 'previous_id'],
  event: ['id', 'type', 'process_id', 'task_id', 'actor', 'payload', 'created_at', 'delivered_at'],
} as const;

/** A multi-row insert of so many rows; its first parameter is `$first`. */
export function insert(table: keyof typeof COLUMNS, rows: number, first = 1): string {
  const columns = COLUMNS[table];
  const tuple = (row: number) =>
    `(${columns.map((_, index) => `$${first + row * columns.length + index}`).join(', ')})`;
  const tuples = Array.from({ length: rows }, (_, row) => tuple(row)).join(', ');
  return `insert into workflow_${table} (${columns.join(', ')}) values ${tuples}`;
}

/** Everything the first transaction writes. */
export interface StartRows {
  readonly process: Values;
  readonly tasks: readonly Values[];
  readonly links: readonly Values[];
  readonly events: readonly Values[];
}

/** What the second transaction needs of the first. */
export interface Started {
  readonly processId: string;
  readonly taskId: string;
  readonly rows: StartRows;
}

/** The rows of a start: the start's own task, done, and the approval that waits. */
export function startRows(): Started {
  const now = new Date();
  const [processId, startId, taskId] = [newId(), newId(), newId()];
  const event = eventOf(processId, 'starter', now);
  const rows = {
    process: [processId, 'hello', 'NEW', JSON.stringify({ text: 'Hello' }), 'byhand', now],
    tasks: [
      [startId, processId, 'hello', 'start', 'START', 'DONE', false, null, now, now, now],
      [taskId, processId, 'hello', 'approve', 'VIEW', 'NEW', true, 'hello.approve', now, null, null],
    ],
    links: [[taskId, startId]],
    events: [
      event('process.started', null),
      event('task.created', startId),
      event('task.finished', startId),
      event('task.created', taskId),
    ],
  };
  return { processId, taskId, rows };
}

/** Everything the second transaction writes besides its updates. */
export interface ApproveRows {
  readonly tasks: readonly Values[];
  readonly links: readonly Values[];
  readonly events: readonly Values[];
}

/** The rows of the approval: the condition, the handler and the end, all done. */
export function approveRows(processId: string, taskId: string, now: Date): ApproveRows {
  const event = eventOf(processId, 'approver', now);
  const done = (node: string, kind: string) =>
    [newId(), processId, 'hello', node, kind, 'DONE', false, null, now, now, now] as const;
  const tasks = [done('checkApprove', 'IF'), done('send', 'HANDLER'), done('end', 'END')] as const;
  const [check, send, end] = tasks.map(([id]) => id) as [string, string, string];
  return {
    tasks,
    links: [
      [check, taskId],
      [send, check],
      [end, send],
    ],
    events: [
      event('task.assigned', taskId, { owner: 'approver' }),
      event('task.finished', taskId),
      ...[check, send, end].flatMap((id) => [event('task.created', id), event('task.finished', id)]),
      event('process.finished', null),
    ],
  };
}

function eventOf(processId: string, actor: string, now: Date) {
  return (type: string, taskId: string | null, payload?: object): Values => [
    newId(),
    type,
    processId,
    taskId,
    actor,
    payload ? JSON.stringify(payload) : null,
    now,
    now,
  ];
}
