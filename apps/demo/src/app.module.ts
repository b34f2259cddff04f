import { type DynamicModule, Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { migrateSafely, WorkflowModule, WorkflowViewset } from 'nestflow';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { DemoAccess } from './access/demo-access.js';
import { SessionController } from './access/session.controller.js';
import { CancelTaskController } from './flows/hello-world/cancel-task.controller.js';
import { HelloWorldFlow } from './flows/hello-world/hello-world.flow.js';
import { World } from './flows/hello-world/world.js';
import { SampleFlow } from './flows/sample/sample.flow.js';
import { HealthController } from './health.controller.js';

const flows = [HelloWorldFlow, SampleFlow];

/** The demo: two flows, four users, one viewset for all of it. */
@Module({
  imports: [WorkflowModule.forRoot({ access: DemoAccess }), WorkflowModule.forFeature(flows)],
  providers: [World, { provide: APP_PIPE, useValue: new ValidationPipe({ whitelist: true }) }],
  controllers: [
    HealthController,
    SessionController,
    CancelTaskController,
    ...WorkflowViewset({ path: 'workflow', flows }),
  ],
})
export class AppModule {
  /** The demo on a database, whose tables are brought up to date before anything else happens. */
  static on(database: DataSourceOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...database, retryAttempts: 3 }),
          dataSourceFactory: async () => {
            const dataSource = await new DataSource(database).initialize();
            await migrateSafely(dataSource);
            return dataSource;
          },
        }),
      ],
    };
  }
}
