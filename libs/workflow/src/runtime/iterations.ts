import type { Graph } from '../definition/node-kind.js';
import type { Task } from '../model/task.entity.js';

/**
 * Numbers the rounds of loops: of every task whose node lies in a loop, the how manieth of its node it is, from 1. A
 * task that was revived and the one made anew for it are of one round. Workflow patterns 10 and 21, cycles and loops.
 *
 * @param tasks - of one process, in the order they were made
 * @returns the numbers by task id; tasks outside of loops have none.
 */
export function iterationsOf(
  graph: Graph,
  tasks: readonly Pick<Task, 'id' | 'node' | 'status'>[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const numbers = new Map<string, number>();
  for (const { id, node: stored, status } of tasks) {
    const node = graph.find(stored)?.name;
    if (node === undefined || !graph.reachableFrom(node).has(node)) continue;
    const round = (counts.get(node) ?? 0) + 1;
    numbers.set(id, round);
    if (status !== 'REVIVED') counts.set(node, round);
  }
  return numbers;
}
