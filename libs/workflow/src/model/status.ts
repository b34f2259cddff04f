/** Where a process stands. `NEW` runs; the others are final. */
export const PROCESS_STATUSES = ['NEW', 'DONE', 'CANCELED', 'FAILED'] as const;
export type ProcessStatus = (typeof PROCESS_STATUSES)[number];

/** Where a task stands. */
export const TASK_STATUSES = [
  'NEW',
  'ASSIGNED',
  'SCHEDULED',
  'STARTED',
  'DONE',
  'ERROR',
  'CANCELED',
  'REVIVED',
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** The statuses in which something can still come of a task; a process with such a task is not done. */
export const LIVE_TASK_STATUSES = [
  'NEW',
  'ASSIGNED',
  'SCHEDULED',
  'STARTED',
  'ERROR',
] as const satisfies TaskStatus[];

/** True when something can still come of a task in this status. */
export function isLive(status: TaskStatus): boolean {
  return (LIVE_TASK_STATUSES as readonly TaskStatus[]).includes(status);
}
