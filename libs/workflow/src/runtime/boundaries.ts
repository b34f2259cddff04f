import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { Task } from '../model/task.entity.js';
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

/** Withdraws the boundary events armed on a task that has ended, those that are not loaded as well. */
export function disarm(host: Task, { flow, work, tokens, now }: Place): void {
  const boundaries = flow.graph.boundariesOf(tokens.nodeName(host));
  if (!boundaries.some((boundary) => behaviourOf(boundary).due)) return;
  work.hostEnded(host);
  for (const task of work.known()) {
    if (task.attachedTo !== host.id || task.status !== 'SCHEDULED') continue;
    task.finishedAt = now;
    task.scheduledAt = null;
    task.status = 'CANCELED';
  }
}
