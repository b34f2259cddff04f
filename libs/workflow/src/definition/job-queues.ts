import type { CompiledFlow } from './compiled-flow.js';
import type { GraphNode } from './node-kind.js';

/** The queue of jobs that name none and limit none. */
export const DEFAULT_QUEUE = 'default';

/** A line that jobs stand in until a worker takes them. */
export interface QueueRule {
  readonly name: string;
  /** How many of its jobs run at once in one worker; absent: as many as the worker does of each queue. */
  readonly concurrency?: number;
}

const NAME = /^[\w.-]{1,200}$/;

/** The queue that tasks of a node stand in. */
export function queueOf(flow: Pick<CompiledFlow, 'name'>, node: GraphNode): string {
  const { name, concurrency } = node.kind.queue?.(node.options) ?? {};
  return name ?? (concurrency === undefined ? DEFAULT_QUEUE : `${flow.name}.${node.name}`);
}

/** Every queue that these flows name, the default one first. */
export function queuesOf(flows: readonly CompiledFlow[]): QueueRule[] {
  const queues = new Map<string, QueueRule>([[DEFAULT_QUEUE, { name: DEFAULT_QUEUE }]]);
  for (const { name, concurrency } of declared(flows)) {
    queues.set(name, { name, concurrency: concurrency ?? queues.get(name)?.concurrency });
  }
  return [...queues.values()];
}

/** What is wrong with the queues that jobs stand in. */
export function queueMistakes(flows: readonly CompiledFlow[]): string[] {
  const limits = new Map<string, { limit: number; by: string }>();
  return declared(flows).flatMap(({ name, concurrency, by }) => {
    const mistakes: string[] = [];
    if (!NAME.test(name)) {
      mistakes.push(
        `${by} has the queue '${name}': expected 1 to 200 letters, digits, dots, dashes or underscores`,
      );
    }
    if (concurrency === undefined) return mistakes;
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      mistakes.push(`${by} has the concurrency ${concurrency}: expected a whole number from 1`);
    }
    const other = limits.get(name);
    if (!other) limits.set(name, { limit: concurrency, by });
    else if (other.limit !== concurrency) {
      mistakes.push(
        `${by} lets ${concurrency} jobs of the queue '${name}' run at once, but ${other.by} lets ${other.limit}: expected one number, or queues of their own`,
      );
    }
    return mistakes;
  });
}

function declared(flows: readonly CompiledFlow[]): (QueueRule & { by: string })[] {
  return flows.flatMap((flow) =>
    flow.graph.nodes
      .filter(({ kind }) => kind.queue)
      .map((node) => ({
        name: queueOf(flow, node),
        concurrency: node.kind.queue?.(node.options).concurrency,
        by: `${flow.flowClass.name}: '${node.name}'`,
      })),
  );
}
