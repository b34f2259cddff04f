import type { CompiledFlow } from '../../definition/compiled-flow.js';
import type { EventJson } from '../../http/desks/process-desk.js';
import type { Reader } from '../reader.js';
import { changesView, type ChangesView } from './field-change-view.js';

/** One line of a history. */
export interface EventView extends ChangesView {
  readonly type: string;
  /** Of the words for it. */
  readonly key: string;
  /** The title of the task it is about. */
  readonly task?: string;
  /** Whom the task was given to. */
  readonly person?: string;
  readonly actor: string | null;
  readonly at: Date;
}

/** A line of a history, in words. */
export function eventView(event: EventJson, flow: CompiledFlow, reader: Reader): EventView {
  const { words } = reader;
  const { type, actor, node, createdAt, payload } = event;
  const { owner, to } = (payload ?? {}) as { owner?: unknown; to?: unknown };
  const person = [owner, to].find((one) => typeof one === 'string');
  return {
    type,
    key: keyOf(event, person, words),
    ...(person === undefined ? {} : { person }),
    ...(node === null ? {} : { task: flow.graph.find(node)?.title ?? node }),
    actor,
    at: createdAt,
    ...changesView(payload, flow, reader),
  };
}

/** Whoever gives a task to themselves takes it. */
function keyOf({ type, actor }: EventJson, person: unknown, words: Reader['words']): string {
  if (type === 'task.assigned' && person !== undefined && person === actor) return 'event.task.taken';
  return words.has(`event.${type}`) ? `event.${type}` : type;
}
