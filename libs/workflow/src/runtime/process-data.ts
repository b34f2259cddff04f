import { plainToInstance, TransformationType } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import type { DataClass } from '../definition/flow-node.js';

/**
 * Stored JSON as an instance of its class: defaults of the class apply to what is missing, and class-transformer's
 * `@Type` and `@Transform` to what has them (dates, nested objects).
 */
export function hydrate<Data extends object>(dataClass: DataClass<Data>, stored: unknown): Data {
  const plain = (stored ?? {}) as Record<string, unknown>;
  const transformed = Object.keys(plain).some(
    (key) =>
      defaultMetadataStorage.findTypeMetadata(dataClass, key) !== undefined ||
      defaultMetadataStorage.findTransformMetadatas(dataClass, key, TransformationType.PLAIN_TO_CLASS)
        .length > 0,
  );
  return transformed ? plainToInstance(dataClass, plain) : Object.assign(new dataClass(), plain);
}
