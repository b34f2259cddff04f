import type { ProcessContext } from './process-context.js';

/** The process is final: its parent's task is told. */
export function endProcess(
  { process, work, now }: ProcessContext,
  status: 'DONE' | 'CANCELED' | 'FAILED',
  failure?: { code: string; message?: string },
): void {
  process.status = status;
  process.finishedAt = now;
  if (status === 'DONE') work.record('process.finished');
  else if (status === 'CANCELED') work.record('process.canceled');
  else work.record('process.failed', undefined, { ...failure });
  if (process.parentTaskId === null) return;
  work.send('child.ended', undefined, {
    parentTaskId: process.parentTaskId,
    processId: process.id,
    status,
    ...(failure ? { code: failure.code } : {}),
  });
}

/** Makes a final process run again. */
export function reopenProcess({ process, work }: ProcessContext): void {
  if (process.status === 'NEW') return;
  process.status = 'NEW';
  process.finishedAt = null;
  work.record('process.reopened');
}
