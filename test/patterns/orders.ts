import type { Task } from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import type { StoreName } from '../support/stores.js';

/** Every order of these. */
export function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((first, index) =>
    ordersOf(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}

/** Every choice of at least one of these, each in their order. */
export function choicesOf<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length - 1 }, (_, bits) =>
    items.filter((_item, index) => ((bits + 1) >> index) % 2 === 1),
  );
}

/** The tasks somebody or something can complete now, by node, in the order they were made; joins are not among them. */
export async function enabled(run: FlowRun, processId: string): Promise<string[]> {
  return (await enabledTasks(run, processId)).map(({ node }) => node);
}

/** The rows of {@link enabled}. */
export async function enabledTasks(run: FlowRun, processId: string): Promise<Task[]> {
  const tasks = await run.tasks(processId);
  return tasks.filter(({ live, status, kind }) => live && status !== 'DONE' && kind !== 'JOIN');
}

/** How many tasks of this node there have ever been. */
export async function created(run: FlowRun, processId: string, node: string): Promise<number> {
  return (await run.tasks(processId)).filter((task) => task.node === node).length;
}

/** Completes the oldest waiting task of each of these nodes, one after the other. */
export async function completeAll(run: FlowRun, processId: string, nodes: readonly string[]): Promise<void> {
  for (const node of nodes) await run.complete(processId, node);
}

/** How often two connections meet in a test: often where they really are two. */
export const meetings = (store: StoreName): number => (store === 'postgres' ? 200 : 20);
