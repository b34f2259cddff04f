/** What is wrong with an option that must be a class, a sentence; JavaScript and casts get past the compiler. */
export function classMistakes(subject: string, value: unknown): string[] {
  return typeof value === 'function' ? [] : [`${subject}: expected a class, but got ${described(value)}`];
}

function described(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
