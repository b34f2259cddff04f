import type { GraphNode } from '../definition/node-kind.js';
import type { Task } from '../model/task.entity.js';
import { arm } from './boundaries.js';
import type { Failures } from './failures.js';
import { andThen, type MaybePromise } from './maybe-promise.js';
import { isWaiting, newTask, type Birth } from './new-task.js';
import { behaviourOf, type NodeBehaviour, type NodeStep } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/** Makes tasks at nodes, by the rules of their kinds. */
export class TaskMaker {
  constructor(
    private readonly context: ProcessContext,
    private readonly failures: Failures,
  ) {}

  /** Makes a task at a node: its kind fills it in, its boundary events are armed, its condition is asked. */
  create(node: GraphNode, birth: Birth): MaybePromise<Task> {
    const { context } = this;
    const task = newTask(context.process, node, birth.token, context.now);
    task.data = birth.data ?? null;
    task.draft = birth.draft ?? null;
    task.attachedTo = birth.attachedTo ?? null;
    task.live = task.attachedTo === null;
    context.tokens.add(task);
    for (const id of birth.previous ?? []) context.lineage.follow(task, id);
    const created = context.work.record('task.created', task);
    return andThen(this.prepare(task, node), () => {
      if (behaviourOf(node).create) context.work.tellChanges(created);
      return this.settleIn(task, node);
    });
  }

  /** Lets a failed task that waits do so again, as its kind has it: with its owner, in the queue, due at once. */
  async restart(task: Task): Promise<void> {
    const { context, failures } = this;
    const node = context.nodeOf(task);
    if (task.owner !== null) {
      context.setStatus(task, 'ASSIGNED');
      return;
    }
    const neverBegun = task.startedAt === null;
    const before = failures.keep;
    failures.keep = true;
    await this.prepare(task, node);
    if (neverBegun && isWaiting(task)) await arm(task, node, context.flow, this);
    if (isWaiting(task) && (await this.isMet(task))) context.complete.add(task.id);
    failures.keep = before;
  }

  /** Asks the condition that a task waits for, if it does. What it throws is kept on the task where errors are kept. */
  async isMet(task: Task): Promise<boolean> {
    const { context, failures } = this;
    const { holds } = behaviourOf(context.nodeOf(task));
    if (!holds) return false;
    if (!failures.keep) return holds(context.step(task));
    const asked = await failures.isolated(async () => holds(context.step(task)));
    if ('value' in asked) return asked.value;
    // Its boundary events are armed: it has begun.
    task.startedAt ??= context.now;
    await failures.fail(task, asked.error);
    return false;
  }

  /** Lets the kind fill in a new task; what its options throw is kept on the task where errors are kept. */
  private prepare(task: Task, node: GraphNode): MaybePromise<void> {
    const behaviour = behaviourOf(node);
    if (!behaviour.create) return undefined;
    const step = this.context.step(task);
    return this.failures.keep ? this.prepareGuarded(task, behaviour, step) : behaviour.create(step);
  }

  private async prepareGuarded(task: Task, behaviour: NodeBehaviour, step: NodeStep): Promise<void> {
    const before = { process: JSON.stringify(this.context.process.data), task: task.data };
    const done = await this.failures.isolated(async () => behaviour.create?.(step));
    if (!('error' in done)) return;
    this.context.restoreData(before.process);
    task.data = before.task;
    await this.failures.fail(task, done.error);
  }

  /** Arms the boundary events of a new task that waits, and asks its condition. */
  private settleIn(task: Task, node: GraphNode): MaybePromise<Task> {
    const { waits, holds } = behaviourOf(node);
    if (!isWaiting(task) || !(waits || holds)) return task;
    const { context } = this;
    return andThen(arm(task, node, context.flow, this), () => {
      if (!holds) return task;
      return this.isMet(task).then((isMet) => {
        if (isMet) context.complete.add(task.id);
        return task;
      });
    });
  }
}
