import { EngineFault } from '../errors.js';
import type { Activation } from '../runtime/activation.js';

/** What a list of items is asked with. */
type Items = (activation: never) => readonly unknown[] | Promise<readonly unknown[]>;

/**
 * Asks for the items of a node, one instance each.
 *
 * @throws {EngineFault} when the answer is no list: a field that is not filled in, say.
 */
export async function askItems(items: Items, activation: Activation): Promise<readonly unknown[]> {
  const answer: unknown = await items(activation as never);
  if (Array.isArray(answer)) return answer as readonly unknown[];
  throw new EngineFault(
    `Expected 'items' of '${activation.node.name}' to answer a list, but it answered ${answer === null ? 'null' : `a value of type ${typeof answer}`}.`,
  );
}
