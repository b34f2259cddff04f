const REFUSED = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi;

/**
 * JSON as PostgreSQL takes it: it refuses the NUL character and halves of surrogate pairs, which may come from
 * anybody's form or error message. They become U+FFFD, as they do wherever such text is decoded.
 */
export function toJson(value: unknown): string | undefined {
  const json = JSON.stringify(value) as string | undefined;
  return json?.includes('\\u') ? json.replace(REFUSED, '$1\\ufffd') : json;
}
