import type { Task } from '../model/task.entity.js';
import type { ProcessContext } from './process-context.js';
import { endProcess } from './process-end.js';

/** Withdraws everything live in the process, or inside one scope. */
export async function withdrawAll(
  context: ProcessContext,
  scope: string | null,
  except?: Task,
): Promise<void> {
  const { tokens, tx, work, process } = context;
  tokens.trackLive(await tx.liveTasks(process.id, scope ?? undefined), scope);
  for (const task of work.known()) {
    if (task === except || !task.live) continue;
    if (scope === null || tokens.isInside(task, scope)) context.withdraw(task);
  }
}

/** Withdraws everything live and makes the process CANCELED. */
export async function cancelProcess(context: ProcessContext): Promise<void> {
  await withdrawAll(context, null);
  endProcess(context, 'CANCELED');
}
