/** Whether a text is a UUID as databases write them; nothing else may be compared with an id column. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** The id that a text stands for, however its letters are written; `undefined` when it is none. */
export function toId(text: string): string | undefined {
  const id = text.trim().toLowerCase();
  return isId(id) ? id : undefined;
}
