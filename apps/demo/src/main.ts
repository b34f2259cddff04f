import { Logger, type INestApplication } from '@nestjs/common';
import { databaseOptions } from '../../../ormconfig.js';
import { DEMO_USERS } from './access/demo-users.js';
import { createApp } from './create-app.js';
import { QuietLogger } from './quiet-logger.js';

const logger = new Logger('Demo');
let app: INestApplication | undefined;
try {
  app = await createApp(await databaseOptions(), { logger: new QuietLogger() });
  await app.listen(Number(process.env['PORT'] ?? 3000));
  const url = (await app.getUrl()).replace('[::1]', 'localhost');
  logger.log(`Ready: ${url} (OpenAPI at ${url}/api)`);
  logger.log(`Sign in at ${url}/login, with one click as:`);
  for (const { id, about } of DEMO_USERS) logger.log(`  ${id.padEnd(8)} ${about}`);
} catch (error) {
  logger.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
  // Its worker would go on without it, when the port is taken, say.
  await app?.close();
}
