import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { GraphNode } from '../definition/node-kind.js';
import { isLive } from '../model/status.js';
import type { Task } from '../model/task.entity.js';
import type { MaybePromise } from './maybe-promise.js';
import type { Birth } from './new-task.js';
import { behaviourOf } from './node-behaviour.js';
import type { Tokens } from './tokens.js';
import type { UnitOfWork } from './unit-of-work.js';

/** Where boundary events are armed: one process in one transaction. */
interface Place {
  readonly flow: CompiledFlow;
  readonly work: UnitOfWork;
  readonly tokens: Tokens;
  readonly now: Date;
}

/** What makes the tasks of boundary events. */
interface Maker {
  create(node: GraphNode, birth: Birth): MaybePromise<Task>;
}

/** Arms the boundary events of a task that waits. */
export function arm(host: Task, node: GraphNode, flow: CompiledFlow, maker: Maker): MaybePromise<void> {
  if (!behaviourOf(node).waits) return undefined;
  const due = flow.graph.boundariesOf(node.name).filter((one) => behaviourOf(one).due);
  return due.length > 0 ? armAll(host, due, maker) : undefined;
}

async function armAll(host: Task, boundaries: readonly GraphNode[], maker: Maker): Promise<void> {
  for (const boundary of boundaries) {
    await maker.create(boundary, { token: host.token, attachedTo: host.id, previous: [host.id] });
  }
}

/** Why a boundary event that is armed cannot be passed over or withdrawn by itself; `undefined` for all other tasks. */
export function armedRefusal(task: Task): string | undefined {
  if (!isArmed(task)) return undefined;
  return `Expected '${task.node}' of process ${task.processId} to have failed, but it is armed: it goes with the task on whose border it is.`;
}

/** Whether a task is a boundary event that has neither happened nor failed. */
export function isArmed({ attachedTo, status }: Task): boolean {
  return attachedTo !== null && isLive(status) && status !== 'ERROR';
}

/** Withdraws the boundary events on a task that has ended, armed or failed, those that are not loaded as well. */
export function disarm(host: Task, { flow, work, tokens, now }: Place): void {
  const boundaries = flow.graph.boundariesOf(tokens.nodeName(host));
  if (!boundaries.some((boundary) => behaviourOf(boundary).due)) return;
  work.hostEnded(host);
  for (const task of work.known()) {
    if (task.attachedTo !== host.id || !(task.status === 'SCHEDULED' || task.status === 'ERROR')) continue;
    task.finishedAt = now;
    task.scheduledAt = null;
    task.status = 'CANCELED';
    tokens.setLive(task, false);
  }
}
