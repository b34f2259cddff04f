import type { GraphNode } from '../definition/node-kind.js';
import type { Task } from '../model/task.entity.js';
import type { Engine } from './engine.js';
import { behaviourOf } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/** Makes a withdrawn task anew, where it was, and lets it run by its node's rules. */
export async function revive(
  context: ProcessContext,
  engine: Engine,
  old: Task,
  node: GraphNode,
): Promise<Task> {
  await reopenScopes(context, old.token);
  const links = await context.tx.previousOf([old.id]);
  const task = await engine.create(node, {
    token: old.token,
    data: old.data,
    draft: old.draft,
    previous: links.map((link) => link.previousId),
  });
  if (node.kind.category === 'start') await engine.pass(task);
  else if (node.kind.scope === 'closes') await engine.gathering.settle(old.token);
  else if (!behaviourOf(node).waits || context.complete.has(task.id)) engine.enqueue(task);
  return task;
}

/** The splits around a token are live again: something lives in their branches. */
async function reopenScopes({ tokens }: ProcessContext, token: string | null): Promise<void> {
  for (let at = token; at !== null;) {
    const split = await tokens.splitOf(at);
    tokens.setLive(split, true);
    at = split.token;
  }
}
