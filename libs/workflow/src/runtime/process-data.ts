import { plainToInstance, TransformationType } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import type { DataClass } from '../definition/flow-node.js';

/**
 * Stored JSON as an instance of its class: defaults of the class apply to what is missing, and class-transformer's
 * `@Type` and `@Transform` to what has them (dates, nested objects).
 */
export function hydrate<Data extends object>(dataClass: DataClass<Data>, stored: unknown): Data {
  const plain = (stored ?? {}) as Record<string, unknown>;
  return Object.keys(plain).some((key) => isTransformed(dataClass, key))
    ? plainToInstance(dataClass, plain)
    : Object.assign(new dataClass(), plain);
}

const transformed = new WeakMap<DataClass, Map<string, boolean>>();

/** Whether class-transformer has to do with a property; decorators say so once, when the class is declared. */
function isTransformed(dataClass: DataClass, key: string): boolean {
  const known = transformed.get(dataClass) ?? new Map<string, boolean>();
  transformed.set(dataClass, known);
  let answer = known.get(key);
  if (answer === undefined) {
    answer =
      defaultMetadataStorage.findTypeMetadata(dataClass, key) !== undefined ||
      defaultMetadataStorage.findTransformMetadatas(dataClass, key, TransformationType.PLAIN_TO_CLASS)
        .length > 0;
    // Keys come from stored data, which is anybody's; classes have few.
    if (known.size < 1_000) known.set(key, answer);
  }
  return answer;
}
