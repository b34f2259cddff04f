import { InputInvalidError } from '../errors.js';

/**
 * NUL and halves of surrogate pairs: strings and JSON can carry them, databases cannot keep them.
 */
// eslint-disable-next-line no-control-regex -- NUL is the point
const UNSTORABLE = /\u0000|\p{Surrogate}/u;

/** Why a text cannot be stored or searched for; `undefined` when it can. */
export function unstorable(text: string): string | undefined {
  return UNSTORABLE.test(text) ? 'must not contain NUL characters or broken Unicode' : undefined;
}

/** @throws {InputInvalidError} naming the field, when a key or value anywhere in `value` cannot be stored. */
export function refuseUnstorable(value: unknown, path = ''): void {
  refuse(value, path, new Set());
}

/** Why a text cannot be what something is found by; `undefined` when it can. */
export function unusableAsKey(text: string): string | undefined {
  // MariaDB and MySQL find 'a' by 'a ', too.
  return unstorable(text) ?? (text.endsWith(' ') ? 'must not end with a space' : undefined);
}

/** @throws {InputInvalidError} naming the field, when a text cannot be what something is found by. */
export function refuseKey(text: string, field: string): void {
  const fault = unusableAsKey(text);
  if (fault !== undefined) throw unstorableField(field, fault);
}

/** The longest user id that is kept, in characters. */
export const LONGEST_USER_ID = 100;

/** @throws {InputInvalidError} when this cannot be kept as a user's id. */
export function refuseUserId(id: string): void {
  refuseKey(id, 'user');
  if (id.length <= LONGEST_USER_ID) return;
  const fault = `must be a user id of 1 to ${LONGEST_USER_ID} characters`;
  throw new InputInvalidError(
    `Expected a user id of 1 to ${LONGEST_USER_ID} characters, but got ${id.length}.`,
    [{ field: 'user', messages: [`user ${fault}`] }],
  );
}

function refuse(value: unknown, path: string, seen: Set<unknown>): void {
  const fault = typeof value === 'string' ? unstorable(value) : undefined;
  if (fault !== undefined) throw unstorableField(path, fault);
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [key, inner] of Object.entries(value)) {
    const fault = unstorable(key);
    if (fault !== undefined) throw unstorableField(path, fault);
    refuse(inner, path === '' ? key : `${path}.${key}`, seen);
  }
}

function unstorableField(path: string, fault: string): InputInvalidError {
  const field = path === '' ? 'body' : path;
  return new InputInvalidError(`Expected text that can be stored, but '${field}' is not.`, [
    { field, messages: [`${field} ${fault}`] },
  ]);
}
