/** What is wrong with the name of a signal or message, if it can be seen before it is used. */
export function nameMistakes(node: string, name: unknown): string[] {
  if (typeof name === 'string' && /^[\w.-]{1,100}$/.test(name)) return [];
  return [
    `'${node}' has the name ${JSON.stringify(name)}: expected 1 to 100 letters, digits, dots, dashes or underscores`,
  ];
}
