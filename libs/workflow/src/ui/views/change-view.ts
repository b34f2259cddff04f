import type { EventJson } from '../../http/desks/process-desk.js';
import type { CompiledFlow } from '../../definition/compiled-flow.js';
import { humanise } from '../../definition/names.js';
import type { Reader } from '../reader.js';
import { eventView, type EventView } from './event-view.js';

/** A field that was changed by hand. */
export interface FieldChange {
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

/** One line of a task's history, with what was changed. */
export interface ChangeView extends EventView {
  readonly changes: readonly FieldChange[];
}

/** Told by where the task stands. */
const PLAIN = new Set(['task.created', 'task.finished']);

/** What happened to each task, by its id: who did what, when, and what they changed. */
export function changesByTask(
  events: readonly EventJson[],
  flow: CompiledFlow,
  reader: Reader,
): ReadonlyMap<string, readonly ChangeView[]> {
  const byTask = new Map<string, ChangeView[]>();
  for (const event of events) {
    if (event.taskId === null || PLAIN.has(event.type) || isAttempt(event)) continue;
    const view = { ...eventView(event, flow, reader), changes: fieldChanges(event.payload, reader) };
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

function fieldChanges(payload: EventJson['payload'], { words }: Reader): FieldChange[] {
  const changed = (payload?.['changes'] ?? {}) as Record<string, { from?: unknown; to?: unknown }>;
  const text = (value: unknown) =>
    value === null || value === undefined ? words.say('data.nothing') : plain(value);
  return Object.entries(changed).map(([name, { from, to }]) => ({
    label: humanise(name),
    from: text(from),
    to: text(to),
  }));
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
