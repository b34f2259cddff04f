import { type ArgumentMetadata, BadRequestException, ValidationPipe } from '@nestjs/common';

/**
 * Validates a body that holds nothing but texts. What is nested is refused before it is looked into: however deep it is,
 * looking does not overflow the stack.
 */
export class TextsOnlyPipe extends ValidationPipe {
  constructor() {
    super({ whitelist: true });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const texts = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
    if (Object.values(texts).some((inner) => typeof inner === 'object' && inner !== null)) {
      throw new BadRequestException('Expected texts, but something is nested in them.');
    }
    return super.transform(texts, metadata);
  }
}
