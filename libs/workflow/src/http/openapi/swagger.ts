/** What `@nestjs/swagger` exports. */
export type Swagger = typeof import('@nestjs/swagger');

/** `@nestjs/swagger`, when the application has it installed. */
export const swagger: Swagger | undefined = await load();

async function load(): Promise<Swagger | undefined> {
  try {
    return await import('@nestjs/swagger');
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    const absent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    if (absent && String(message).includes('@nestjs/swagger')) return undefined;
    throw error;
  }
}
