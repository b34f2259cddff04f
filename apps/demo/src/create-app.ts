import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { DataSourceOptions } from 'typeorm';
import { sessions, sessionSecret } from './access/session.js';
import { AppModule } from './app.module.js';
import { ASSETS } from './pages.js';
import { endUnusedConnections } from './unused-connections.js';

/**
 * The whole application, ready to listen. `NESTFLOW_DEMO_SEED=false` leaves its database empty.
 */
export async function createApp(
  database: DataSourceOptions,
  options: NestApplicationOptions = {},
): Promise<NestExpressApplication> {
  const seed = process.env['NESTFLOW_DEMO_SEED'] !== 'false';
  const secret = sessionSecret();
  const module = AppModule.on(database, { seed, secret });
  const app = await NestFactory.create<NestExpressApplication>(module, options);
  app.use(sessions(secret));
  app.useStaticAssets(ASSETS, { prefix: '/demo/' });
  endUnusedConnections(app.getHttpServer());
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  const description = new DocumentBuilder().setTitle('Nestflow demo').addCookieAuth('session').build();
  SwaggerModule.setup('api', app, () => SwaggerModule.createDocument(app, description));
  return app;
}
