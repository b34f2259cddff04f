import type { Termination } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/** When a process ends: nothing in it lives any more, or a token has reached what ends it all. */
export class ProcessEnd {
  /** A token reached an end in this transaction. */
  reached = false;

  constructor(private readonly context: ProcessContext) {}

  /**
   * Ends the process when nothing in it lives.
   *
   * @param onlyAfterEnd - and some path of it had reached an end.
   */
  async finishWhenNothingLives(onlyAfterEnd: boolean): Promise<void> {
    const { context } = this;
    if (context.process.status !== 'NEW' || (await context.tokens.anyLiveInProcess())) return;
    if (onlyAfterEnd && !this.reached && !(await this.anyEndDone())) return;
    this.finish({ status: 'DONE' });
  }

  /** Ends the process as its last node says, unless it has ended already. */
  finish(termination: Termination): void {
    const { context } = this;
    if (context.process.status !== 'NEW') return;
    if (termination.status === 'DONE') endProcess(context, 'DONE');
    else endProcess(context, 'FAILED', { code: termination.code, message: termination.message });
  }

  private async anyEndDone(): Promise<boolean> {
    const { context } = this;
    const ends = context.flow.graph.nodes.filter((node) => node.kind.category === 'end');
    const names = ends.flatMap((end) => context.flow.graph.storedNames(end));
    return context.tx.anyDone(context.process.id, names);
  }
}

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
