/**
 * A form's values with one line more in a list, or one less: what the buttons of a list ask for. The path leads to the
 * list to add to, or to the item to take away; one that leads nowhere changes nothing.
 */
export function editList(
  values: Record<string, unknown>,
  edit: { add?: unknown; remove?: unknown },
): boolean {
  if (typeof edit.add === 'string') return add(values, edit.add.split('.'));
  if (typeof edit.remove === 'string') return remove(values, edit.remove.split('.'));
  return false;
}

const LONGEST = 1_000;
const HOSTILE = new Set(['__proto__', 'constructor', 'prototype']);

function add(values: Record<string, unknown>, path: readonly string[]): boolean {
  const name = path.at(-1);
  if (name === undefined || path.some((step) => HOSTILE.has(step))) return false;
  const holder = follow(values, path.slice(0, -1), true);
  if (!holder) return false;
  const list: unknown = holder[name] ?? [];
  if (!Array.isArray(list) || list.length >= LONGEST) return false;
  holder[name] = [...(list as unknown[]), null];
  return true;
}

function remove(values: Record<string, unknown>, path: readonly string[]): boolean {
  const list: unknown = follow(values, path.slice(0, -1));
  const index = Number(path.at(-1));
  if (!Array.isArray(list) || !Number.isInteger(index) || index < 0 || index >= list.length) return false;
  list.splice(index, 1);
  return true;
}

/** What is at a path. With `making`, groups that are not filled in yet are made on the way. */
function follow(
  values: Record<string, unknown>,
  path: readonly string[],
  making = false,
): Record<string, unknown> | undefined {
  let at = values;
  for (const name of path) {
    if (making && !Array.isArray(at) && (at[name] ?? '') === '') at[name] = {};
    const inner = Object.hasOwn(at, name) ? at[name] : undefined;
    if (typeof inner !== 'object' || inner === null) return undefined;
    at = inner as Record<string, unknown>;
  }
  return at;
}
