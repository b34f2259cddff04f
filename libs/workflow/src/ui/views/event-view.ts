import type { CompiledFlow } from '../../definition/compiled-flow.js';
import type { EventJson } from '../../http/desks/process-desk.js';
import type { Reader } from '../reader.js';

/** One line of a history. */
export interface EventView {
  readonly type: string;
  readonly text: string;
  /** The title of the task it is about. */
  readonly task?: string;
  readonly actor: string | null;
  readonly at: Date;
}

/** A line of a history, in words. */
export function eventView(event: EventJson, flow: CompiledFlow, { words }: Reader): EventView {
  const { type, actor, node, createdAt, payload } = event;
  const key = `event.${type}`;
  const { owner, to } = (payload ?? {}) as { owner?: unknown; to?: unknown };
  const person = [owner, to].find((one) => typeof one === 'string') ?? '';
  return {
    type,
    text: words.has(key) ? words.say(key, { person: person }) : type,
    ...(node === null ? {} : { task: flow.graph.find(node)?.title ?? node }),
    actor,
    at: createdAt,
  };
}
