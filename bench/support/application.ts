import {
  Module,
  type DynamicModule,
  type INestApplicationContext,
  type ModuleMetadata,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Logger } from 'typeorm';
import {
  FlowRef,
  WorkflowModule,
  WorkflowService,
  withWorkflow,
  type FlowClass,
  type WorkflowModuleOptions,
} from 'nestflow';
import { Executor } from '../../libs/workflow/src/runtime/executor.js';
import { FlowRegistry } from '../../libs/workflow/src/runtime/flow-registry.js';
import { POOL_SIZE } from './database.js';

@Module({})
class BenchModule {}

/** Options of the workflow module, and what hears of every statement. */
export interface BenchOptions extends WorkflowModuleOptions {
  readonly logger?: Logger;
}

/** An application with these flows, as a user would write it; its tables are made when they are missing. */
export function benchModule(
  url: string,
  flows: readonly FlowClass[],
  rest: Pick<ModuleMetadata, 'controllers' | 'providers'> = {},
  { logger, ...workflow }: BenchOptions = {},
): DynamicModule {
  return {
    ...rest,
    module: BenchModule,
    imports: [
      TypeOrmModule.forRoot(
        withWorkflow({
          type: 'postgres',
          url,
          poolSize: POOL_SIZE,
          migrationsRun: true,
          logging: false,
          logger,
        }),
      ),
      WorkflowModule.forRoot(workflow),
      WorkflowModule.forFeature(flows),
    ],
  };
}

/** The application as its own code sees it. */
export class BenchApplication {
  readonly workflow: WorkflowService;

  constructor(private readonly context: INestApplicationContext) {
    this.workflow = context.get(WorkflowService);
  }

  static async open(
    url: string,
    flows: readonly FlowClass[],
    options?: BenchOptions,
  ): Promise<BenchApplication> {
    const context = await NestFactory.createApplicationContext(benchModule(url, flows, {}, options), {
      logger: ['error', 'warn'],
    });
    return new BenchApplication(context);
  }

  /** What `@InjectFlow` injects. */
  flow<F extends object>(flowClass: FlowClass<F>): FlowRef<F> {
    const registry = this.context.get(FlowRegistry);
    return new FlowRef(() => registry.of(flowClass), this.context.get(Executor));
  }

  /** A provider of the application. */
  get<T>(type: new (...args: never[]) => T): T {
    return this.context.get(type);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
