/** Data as it is stored: what JSON can hold. */
export type Plain =
  string | number | boolean | null | readonly Plain[] | { readonly [member: string]: Plain | undefined };

/** A value as it is stored: a copy that later changes in place do not reach. */
export function toPlain(value: unknown): Plain {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return JSON.parse(JSON.stringify(value) ?? 'null') as Plain;
}

/**
 * Whether a value would be stored as this one is, however deep it goes. A member that is `null` and one that is absent
 * are the same. It copies nothing.
 */
export function isStoredAs(value: unknown, plain: Plain): boolean {
  const now = storedForm(value);
  if (typeof now !== 'object' || now === null || typeof plain !== 'object' || plain === null)
    return now === plain;
  if (isList(plain)) {
    if (!Array.isArray(now) || now.length !== plain.length) return false;
    return plain.every((item, index) => isStoredAs(now[index], item));
  }
  return !Array.isArray(now) && hasMembers(now as Record<string, unknown>, plain);
}

function hasMembers(now: Record<string, unknown>, plain: { readonly [member: string]: Plain | undefined }) {
  let met = 0;
  for (const name of Object.keys(now)) {
    const value = storedForm(now[name]);
    const before = Object.hasOwn(plain, name) ? (plain[name] ?? null) : null;
    if (!isStoredAs(value, before)) return false;
    if (before !== null) met += 1;
  }
  return met === Object.values(plain).filter((value) => value !== null).length;
}

/** What `JSON.stringify` makes of a value, one level of it: moments are texts, what cannot be stored is nothing. */
export function storedForm(value: unknown): unknown {
  switch (typeof value) {
    case 'object':
    case 'bigint':
      return hasForm(value) ? value.toJSON() : value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'undefined':
    case 'function':
    case 'symbol':
      return null;
    case 'string':
    case 'boolean':
      return value;
  }
}

function hasForm(value: object | bigint | null): value is { toJSON(): unknown } & object {
  return value !== null && typeof (value as { toJSON?: unknown }).toJSON === 'function';
}

const isList = (plain: Plain): plain is readonly Plain[] => Array.isArray(plain);
