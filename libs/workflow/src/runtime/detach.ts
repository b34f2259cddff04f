import type { Task } from '../model/task.entity.js';
import { behaviourOf } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/**
 * A boundary event happens: its host is withdrawn when it interrupts. Without a host that lives it is withdrawn itself.
 *
 * @returns whether there was a host.
 */
export async function detach(event: Task, context: ProcessContext): Promise<boolean> {
  const [stored] = await context.tx.tasks(event.attachedTo === null ? [] : [event.attachedTo]);
  const host = stored && context.tokens.track(stored);
  if (!host?.live) {
    context.withdraw(event);
    return false;
  }
  context.setStatus(event, 'STARTED');
  // The host may have left the scope it was armed in: it has won a race.
  context.tokens.move(event, host.token);
  const node = context.nodeOf(event);
  if (behaviourOf(node).interrupts?.(node)) context.withdraw(host);
  return true;
}
