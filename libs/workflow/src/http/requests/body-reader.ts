import { InputInvalidError, type FieldError } from '../../errors.js';
import type { MessageOptions } from '../../runtime/messages.js';
import { refuseHostileKeys } from '../../runtime/forms.js';
import { readMoment } from './moments.js';
import { refuseUnstorable, unusableAsKey } from '../../runtime/storable-text.js';

/** The most task ids one bulk request may name. */
export const MOST_TASKS = 100;

/**
 * A form as it came: a JSON object, or nothing.
 *
 * @throws {InputInvalidError} for anything else, for keys that reach a prototype and for text no database can keep.
 */
export function readForm(body: unknown): Record<string, unknown> | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body !== 'object' || Array.isArray(body)) {
    throw invalid('body', `must be an object, but is ${Array.isArray(body) ? 'a list' : `a ${typeof body}`}`);
  }
  refuseHostileKeys(body, '', 0);
  refuseUnstorable(body);
  return body as Record<string, unknown>;
}

/** A form that must be there. */
export function readRequiredForm(body: unknown): Record<string, unknown> {
  const form = readForm(body);
  if (!form) throw invalid('body', 'must be an object, but is absent');
  return form;
}

/** The body of an action that takes nothing. */
export function readNothing(body: unknown): void {
  readFields(body, []);
}

/** Whom a task is given to: `{ user: 'id' }`, or nobody named. */
export function readUser(body: unknown): string | undefined {
  const { user } = readFields(body, ['user']);
  if (user === undefined) return undefined;
  if (typeof user !== 'string' || user === '' || user.length > 100) {
    throw invalid('user', 'must be a user id of 1 to 100 characters');
  }
  return user;
}

/** Whom a task is given to, when somebody must be named. */
export function readRequiredUser(body: unknown): string {
  const user = readUser(body);
  if (user === undefined) throw invalid('user', 'must be a user id of 1 to 100 characters');
  return user;
}

/** Until when a task is snoozed: `{ until }`, a moment as ISO 8601 writes it. */
export function readUntil(body: unknown): Date {
  const { until } = readFields(body, ['until']);
  const moment = typeof until === 'string' ? readMoment(until) : undefined;
  if (!moment) throw invalid('until', 'must be a moment such as 2026-01-31T09:00:00Z');
  return moment;
}

/** What is said of a process: `{ text }`. */
export function readComment(body: unknown): string {
  const { text } = readFields(body, ['text']);
  if (typeof text !== 'string') throw invalid('text', 'must be a text');
  return text;
}

/** With which fields of the process data changed a task is retried: `{ data? }`. */
export function readChangedData(body: unknown): Record<string, unknown> | undefined {
  const { data } = readFields(body, ['data']);
  if (data === undefined) return undefined;
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw invalid('data', 'must be an object');
  return data as Record<string, unknown>;
}

/** The node whose failed tasks are retried: `{ node }`. */
export function readNode(body: unknown): string {
  const { node } = readFields(body, ['node']);
  if (typeof node !== 'string' || node === '' || node.length > 100)
    throw invalid('node', 'must be the name of a node');
  return node;
}

/** An instance that is added: its item, and the branch it is for where there are several. */
export function readInstance(body: unknown): { item: unknown; branch: string | undefined } {
  const { item, branch } = readFields(body, ['item', 'branch']);
  if (branch !== undefined && (typeof branch !== 'string' || branch === '' || branch.length > 100)) {
    throw invalid('branch', 'must be the name of a node');
  }
  return { item, branch };
}

/** A message: `{ key?, payload?, id?, ttl? }`. */
export function readMessage(body: unknown): MessageOptions & { key: string; payload: unknown } {
  const { key = '', payload, id, ttl } = readFields(body, ['key', 'payload', 'id', 'ttl']);
  if (typeof key !== 'string' || key.length > 140)
    throw invalid('key', 'must be a text of at most 140 characters');
  if (id !== undefined && (typeof id !== 'string' || id === '' || id.length > 200)) {
    throw invalid('id', 'must be a text of 1 to 200 characters');
  }
  if (ttl !== undefined && typeof ttl !== 'string' && typeof ttl !== 'number') {
    throw invalid('ttl', "must be a duration such as '1d', or milliseconds");
  }
  return { key, payload, id, ttl };
}

/** What a signal carries: `{ payload? }`. */
export function readSignal(body: unknown): unknown {
  return readFields(body, ['payload'])['payload'];
}

/** The tasks a bulk request is about, each once. */
export function readTaskIds(body: unknown): string[] {
  const { taskIds } = readFields(body, ['taskIds']);
  if (!Array.isArray(taskIds) || taskIds.length === 0 || taskIds.length > MOST_TASKS) {
    throw invalid('taskIds', `must be a list of 1 to ${MOST_TASKS} task ids`);
  }
  taskIds.forEach((id, index) => {
    if (typeof id !== 'string' || id.length > 100) throw invalid(`taskIds.${index}`, 'must be a task id');
  });
  return [...new Set(taskIds as string[])];
}

/**
 * The key that names a process to its flow's application, from the query.
 *
 * @throws {InputInvalidError} when it is repeated, empty, too long or cannot be stored.
 */
export function readBusinessKey(query: unknown): string | undefined {
  const key = (query as Record<string, unknown> | undefined)?.['businessKey'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key === '' || key.length > 200) {
    throw invalid('businessKey', 'must be one text of 1 to 200 characters');
  }
  const fault = unusableAsKey(key);
  if (fault !== undefined) throw invalid('businessKey', fault);
  return key;
}

function readFields(body: unknown, known: readonly string[]): Record<string, unknown> {
  const form = readForm(body) ?? {};
  const errors: FieldError[] = Object.keys(form)
    .filter((field) => !known.includes(field))
    .map((field) => ({ field, messages: [`${field} is not expected here`] }));
  if (errors.length > 0) {
    const expected = known.length === 0 ? 'no fields' : `only ${known.map((name) => `'${name}'`).join(', ')}`;
    throw new InputInvalidError(`Expected ${expected}, but got others.`, errors);
  }
  return form;
}

function invalid(field: string, fault: string): InputInvalidError {
  return new InputInvalidError(`Expected a valid request, but '${field}' ${fault}.`, [
    { field, messages: [`${field} ${fault}`] },
  ]);
}
