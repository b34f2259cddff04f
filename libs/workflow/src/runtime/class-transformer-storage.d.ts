// class-transformer ships no types for this file.
declare module 'class-transformer/cjs/storage.js' {
  import type { TransformationType } from 'class-transformer';

  export const defaultMetadataStorage: {
    findTypeMetadata(target: unknown, propertyName: string): object | undefined;
    findTransformMetadatas(
      target: unknown,
      propertyName: string,
      type: TransformationType,
    ): readonly object[];
  };
}
