import type { GraphNode } from '../definition/node-kind.js';
import type { Task } from '../model/task.entity.js';
import type { Activation } from './activation.js';
import { describeFailure } from './failure.js';
import { behaviourOf } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/** What becomes of what nodes throw: it is caught by a boundary event, kept on the task, or reaches the caller. */
export class Failures {
  /** What nodes throw is kept on their tasks, instead of reaching the caller. */
  keep: boolean;

  constructor(
    private readonly context: ProcessContext,
    private readonly mover: { beginBoundary(boundary: GraphNode, host: Task): Promise<void> },
  ) {
    this.keep = context.failures === 'keep';
  }

  /** Whether what this task throws is kept on it, or may be caught at its border: it is undone by itself then. */
  mayStay(task: Task): boolean {
    return this.keep || this.catchesErrors(task);
  }

  /** Runs code whose writes are undone when it throws. */
  async isolated<T>(code: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
    const { tx, work } = this.context;
    const { flushes } = work;
    try {
      return { value: await tx.savepoint(code) };
    } catch (error) {
      work.unwrite(flushes);
      return { error };
    }
  }

  /** A node has failed for good: a boundary event catches the error, or the task keeps it and waits as ERROR. */
  async fail(task: Task, error: unknown): Promise<void> {
    const { context } = this;
    task.attempts += 1;
    task.error = describeFailure(error, task.attempts);
    context.work.record('task.failed', task, { message: task.error.message, attempt: task.attempts });
    if (!(await this.caught(task, error))) context.setStatus(task, 'ERROR');
  }

  /** Hands an error to the first boundary event of its node that catches it; the node's task is withdrawn. */
  private async caught(task: Task, error: unknown): Promise<boolean> {
    const { context } = this;
    const activation = context.activation(task);
    const boundary = context.flow.graph
      .boundariesOf(activation.node.name)
      .find((one) => catches(one, error, activation));
    if (!boundary) return false;
    context.withdraw(task);
    await this.mover.beginBoundary(boundary, task);
    return true;
  }

  private catchesErrors(task: Task): boolean {
    const { graph } = this.context.flow;
    return graph
      .boundariesOf(this.context.nodeOf(task).name)
      .some((boundary) => behaviourOf(boundary).catches);
  }
}

/** A condition that throws itself catches nothing: the error it was asked about must not get lost over it. */
function catches(boundary: GraphNode, error: unknown, activation: Activation): boolean {
  try {
    return behaviourOf(boundary).catches?.(boundary, error, activation) ?? false;
  } catch {
    return false;
  }
}
