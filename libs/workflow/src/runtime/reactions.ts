import type { CompiledFlow } from '../definition/compiled-flow.js';
import { ProcessBusyError } from '../errors.js';
import type { Task } from '../model/task.entity.js';
import { detach } from './detach.js';
import type { Engine } from './engine.js';
import { describeFailure } from './failure.js';
import { behaviourOf, type ChildEnd } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/** How often firing is tried when all that came of it was an error that could not be stored, and the first pause. */
const FIRING = { attempts: 3, pause: 1_000 };

const flowsWithConditions = new WeakMap<CompiledFlow, boolean>();

function hasConditions(flow: CompiledFlow): boolean {
  let known = flowsWithConditions.get(flow);
  if (known === undefined) {
    known = flow.graph.nodes.some((node) => behaviourOf(node).holds);
    flowsWithConditions.set(flow, known);
  }
  return known;
}

/** What a process does when something reaches it from outside of itself: time, a child, a message, changed data. */
export class Reactions {
  /** The data as it was when the transition began, where something waits for it to change. */
  private readonly before: string | undefined;

  constructor(
    private readonly context: ProcessContext,
    private readonly engine: Engine,
  ) {
    if (hasConditions(context.flow)) this.before = JSON.stringify(context.process.data);
  }

  /**
   * A scheduled task is due: a timer fires, a boundary event fires beside its host or instead of it.
   *
   * @returns whether there was something to fire.
   */
  async fire(task: Task): Promise<boolean> {
    const { context } = this;
    if (task.status !== 'SCHEDULED' || (task.dueAt && task.dueAt > context.now)) return false;
    if (task.attachedTo === null) context.setStatus(task, 'STARTED');
    else if (!(await detach(task, context))) return false;
    await this.engine.perform(task, undefined);
    await this.engine.drain();
    return true;
  }

  /**
   * Letting a task fire has failed so that nothing of it could be stored. It counts as an attempt: there is another one
   * after a while, or the task has failed for good, visibly.
   */
  async notFired(task: Task, error: unknown): Promise<void> {
    const { context } = this;
    if (task.status !== 'SCHEDULED') return;
    if (task.attempts + 1 >= FIRING.attempts) {
      await this.engine.failures.fail(task, error);
      return this.engine.drain();
    }
    task.attempts += 1;
    task.error = describeFailure(error, task.attempts);
    task.scheduledAt = new Date(context.now.getTime() + FIRING.pause * 2 ** task.attempts);
  }

  /** A child of this task has ended: the task completes, fails, or waits for more. */
  async childEnded(task: Task, child: ChildEnd): Promise<void> {
    const node = this.context.nodeOf(task);
    if (!task.live || task.status === 'ERROR') return;
    const { failures } = this.engine;
    const asked = await failures.isolated(async () =>
      behaviourOf(node).childEnded?.(this.context.step(task), child),
    );
    if ('error' in asked && asked.error instanceof ProcessBusyError) throw asked.error;
    const outcome = 'error' in asked ? asked : asked.value;
    if (!outcome) return;
    this.engine.moved = true;
    if ('error' in outcome) await failures.fail(task, outcome.error);
    else await this.engine.perform(task, outcome.result);
    await this.engine.drain();
  }

  /** A child of this task escalates: the path of the first boundary event that means it begins, beside the task. */
  async escalate(task: Task, code: string): Promise<void> {
    const { context } = this;
    if (!task.live) return;
    const boundary = context.flow.graph
      .boundariesOf(context.nodeOf(task).name)
      .find((one) => behaviourOf(one).escalates?.(one, code));
    if (!boundary) return;
    await this.engine.beginBoundary(boundary, task);
    await this.engine.drain();
  }

  /** What a waiting task waits for has come: it is performed with it. A task that does not wait any more stays. */
  async deliver(task: Task, payload: unknown): Promise<boolean> {
    if (!task.live || task.status === 'ERROR') return false;
    await this.engine.perform(task, payload);
    await this.engine.drain();
    return true;
  }

  /**
   * Asks the conditions that tasks wait for, when the data has changed in this transition, until none of them holds any
   * more.
   */
  async settleConditions(): Promise<void> {
    const { context } = this;
    if (this.before === undefined || context.process.status !== 'NEW') return;
    for (let last = this.before; ;) {
      const data = JSON.stringify(context.process.data);
      if (data === last) return;
      last = data;
      context.tokens.trackLive(await context.tx.liveTasks(context.process.id), null);
      for (const task of context.work.known()) {
        if (!task.live || task.status === 'ERROR') continue;
        if (await this.engine.maker.isMet(task)) await this.engine.perform(task, undefined);
      }
      await this.engine.drain();
    }
  }
}
