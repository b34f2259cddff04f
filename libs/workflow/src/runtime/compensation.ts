import type { Graph, GraphNode } from '../definition/node-kind.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import type { Engine } from './engine.js';
import { behaviourOf } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/** The name of the node that takes back what this one has done. */
export function compensatedWith(node: GraphNode, graph: Graph): string | undefined {
  for (const boundary of graph.boundariesOf(node.name)) {
    const handler = behaviourOf(boundary).compensates?.(boundary);
    if (handler !== undefined) return handler;
  }
  return undefined;
}

/** Whether what a node has done can be taken back: it says with what, or its children may. */
export function canBeCompensated(node: GraphNode, graph: Graph): boolean {
  return compensatedWith(node, graph) !== undefined || behaviourOf(node).spawns === true;
}

/** Takes back what a process has done, all of it or nothing. */
export class Compensation {
  constructor(
    private readonly context: ProcessContext,
    private readonly engine: Engine,
  ) {}

  /**
   * Compensates the completed tasks of these nodes, or of all, the last completed first; each once.
   *
   * @param by - the task that throws the compensation, when it is one of this process.
   */
  async compensate(nodes?: readonly string[], by?: Task): Promise<void> {
    const { context } = this;
    const before = context.work.mark();
    try {
      for (const task of await this.completed(nodes)) await this.takeBack(task, by);
    } catch (error) {
      context.rewind(before);
      throw error;
    }
  }

  /** The tasks to compensate, the last completed first. */
  private async completed(names?: readonly string[]): Promise<Task[]> {
    const { context } = this;
    const { graph } = context.flow;
    const nodes = graph.nodes.filter(
      (node) => canBeCompensated(node, graph) && (names === undefined || names.includes(node.name)),
    );
    const handlers = graph.nodes.filter((node) =>
      nodes.some((host) => compensatedWith(host, graph) === node.name),
    );
    const stored = [...nodes, ...handlers].flatMap((node) => graph.storedNames(node));
    for (const task of await context.tx.doneTasks(context.process.id, stored)) context.tokens.track(task);
    const done = [...context.work.known()].filter(({ status }) => status === 'DONE');
    const of = (some: readonly GraphNode[]) => done.filter((task) => some.includes(context.nodeOf(task)));
    const compensated = new Set(await context.lineage.previousIds(of(handlers)));
    return of(nodes)
      .filter(({ id }) => !compensated.has(id))
      .sort(lastCompletedFirst);
  }

  private async takeBack(task: Task, by: Task | undefined): Promise<void> {
    const { context, engine } = this;
    const { graph } = context.flow;
    const node = context.nodeOf(task);
    const name = compensatedWith(node, graph);
    if (name === undefined) {
      const children = await context.tx.childrenOf(task.id);
      for (const child of children.sort(lastFinishedFirst)) await context.compensateChild(child);
      return;
    }
    const handler = graph.find(name) as GraphNode; // checked at boot
    const previous = by ? [task.id, by.id] : [task.id];
    const made = await engine.create(handler, { token: by?.token ?? null, data: task.data, previous });
    await behaviourOf(handler).run?.(context.step(made), undefined);
    engine.moved = true;
    engine.done(made);
    context.work.record('task.compensated', task, { by: made.id });
  }
}

const time = (moment: Date | null): number => moment?.getTime() ?? 0;

/** Ids order tasks that one transition has completed. */
function lastCompletedFirst(a: Task, b: Task): number {
  return time(b.finishedAt) - time(a.finishedAt) || (a.id < b.id ? 1 : -1);
}

function lastFinishedFirst(a: Process, b: Process): number {
  return time(b.finishedAt) - time(a.finishedAt) || (a.id < b.id ? 1 : -1);
}
