import type { CompiledFlow } from '../../definition/compiled-flow.js';
import type { EventJson } from '../../http/desks/process-desk.js';
import type { Reader } from '../reader.js';
import { eventView, type EventView } from './event-view.js';

/** Told by where the task stands, unless something was changed with it. */
const PLAIN = new Set(['task.created', 'task.finished']);

/** What happened to each task, by its id: who did what, when, and what they changed. */
export function changesByTask(
  events: readonly EventJson[],
  flow: CompiledFlow,
  reader: Reader,
): ReadonlyMap<string, readonly EventView[]> {
  const byTask = new Map<string, EventView[]>();
  for (const event of events) {
    if (event.taskId === null || isAttempt(event)) continue;
    const view = eventView(event, flow, reader);
    if (PLAIN.has(event.type) && view.changes.length === 0) continue;
    const lines = byTask.get(event.taskId);
    if (lines) lines.push(view);
    else byTask.set(event.taskId, [view]);
  }
  return byTask;
}

/** A job has begun once more: how often is told where it failed. */
function isAttempt({ type, actor }: EventJson): boolean {
  return type === 'task.started' && actor === null;
}
