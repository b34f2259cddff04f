import type { GraphNode } from '../definition/node-kind.js';
import { empty } from './gathering.js';
import { behaviourOf } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/**
 * Withdraws what waits at the nodes of the region that this node cancels, wherever it is in the process.
 *
 * @returns the tokens whose scopes have to be looked at again.
 */
export async function cancelRegion(
  context: ProcessContext,
  node: GraphNode,
): Promise<ReadonlySet<string | null>> {
  const region = behaviourOf(node).withdraws?.(node) ?? [];
  const gone = new Set<string | null>();
  if (region.length === 0) return gone;
  const { tokens } = context;
  tokens.trackLive(await context.tx.liveTasks(context.process.id), null);
  for (const task of context.work.known()) {
    if (!task.live || !region.includes(tokens.nodeName(task))) continue;
    if (context.nodeOf(task).kind.scope === 'closes') empty(task);
    context.withdraw(task);
    gone.add(task.token);
  }
  return gone;
}
