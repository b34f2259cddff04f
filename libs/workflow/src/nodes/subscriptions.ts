import type { Activation } from '../runtime/activation.js';

/** What is wrong with the name of a signal or message, if it can be seen before it is used. */
export function nameMistakes(node: string, name: unknown): string[] {
  if (typeof name === 'string' && /^[\w.-]{1,100}$/.test(name)) return [];
  return [
    `'${node}' has the name ${JSON.stringify(name)}: expected 1 to 100 letters, digits, dots, dashes or underscores`,
  ];
}

/** Which of the messages of one name is meant: a value, or a function of the activation. */
export type MessageKey = string | ((activation: never) => string | Promise<string>);

/** The key as it is for this process. */
export async function keyOf(key: MessageKey | undefined, activation: Activation): Promise<string> {
  return typeof key === 'function' ? key(activation as never) : (key ?? '');
}
