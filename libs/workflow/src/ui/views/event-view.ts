import type { EventJson } from '../../http/desks/process-desk.js';
import type { Reader } from '../reader.js';

/** One line of a history. */
export interface EventView {
  readonly text: string;
  readonly actor: string | null;
  readonly at: Date;
  readonly node?: string;
}

/** A line of a history, in words. */
export function eventView({ type, actor, payload, createdAt }: EventJson, { words }: Reader): EventView {
  const node = (payload as { node?: unknown } | null)?.node;
  const known = words.has(`event.${type}`) ? words.say(`event.${type}`) : type;
  return { text: known, actor, at: createdAt, ...(typeof node === 'string' ? { node } : {}) };
}
