import { Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { CORE_PROVIDERS } from './core-providers.js';
import type { FlowClass } from './definition/flow-node.js';
import { FlowExplorer } from './flow-explorer.js';
import { ConfigurationError, DefinitionError } from './errors.js';
import { HttpExplorer } from './http/http-explorer.js';
import { HTTP_EXPORTS, HTTP_PROVIDERS } from './http/http-providers.js';
import { PAGES } from './http/viewset/pages-port.js';
import { WorkerHost } from './jobs/worker-host.js';
import { accessMistakes, optionMistakes } from './setup-mistakes.js';
import { Comments } from './runtime/comments.js';
import { Executor } from './runtime/executor.js';
import { FlowRef } from './runtime/flow-ref.js';
import { FlowRegistry } from './runtime/flow-registry.js';
import { flowToken } from './runtime/flow-token.js';
import { behaviourOf } from './runtime/node-behaviour.js';
import { AccessPolicy } from './runtime/ports/access-policy.js';
import { Clock } from './runtime/ports/clock.js';
import { LIST_QUERIES } from './runtime/ports/list-queries.js';
import { Visibility } from './runtime/visibility.js';
import { WorkflowEvents } from './runtime/workflow-events.js';
import { WorkflowService } from './runtime/workflow.service.js';
import { pagesMistakes } from './ui/pages-mistakes.js';
import { UI_PROVIDERS } from './ui/ui-providers.js';
import { WorkflowPages } from './ui/workflow-pages.js';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, type OPTIONS_TYPE } from './workflow-options.js';

/**
 * The workflow layer of an application: `forRoot` once, beside `TypeOrmModule.forRoot`, and `forFeature` for the
 * flows of each module.
 *
 * @example
 * \@Module({
 *   imports: [
 *     TypeOrmModule.forRoot(withWorkflow(options)),
 *     WorkflowModule.forRoot({ access: StaffAccess }),
 *     WorkflowModule.forFeature([HelloWorldFlow]),
 *   ],
 * })
 * export class AppModule {}
 */
@Module({
  providers: [...CORE_PROVIDERS, ...HTTP_PROVIDERS, ...UI_PROVIDERS],
  exports: [
    FlowRegistry,
    WorkflowEvents,
    AccessPolicy,
    Clock,
    Executor,
    WorkflowService,
    Comments,
    Visibility,
    WorkerHost,
    LIST_QUERIES,
    ...HTTP_EXPORTS,
    PAGES,
    WorkflowPages,
  ],
})
export class WorkflowModule extends ConfigurableModuleClass implements OnModuleInit {
  @Inject(FlowExplorer) private readonly explorer!: FlowExplorer;
  @Inject(FlowRegistry) private readonly registry!: FlowRegistry;
  @Inject(HttpExplorer) private readonly controllers!: HttpExplorer;
  @Inject(WorkerHost) private readonly worker!: WorkerHost;
  @Inject(MODULE_OPTIONS_TOKEN) private readonly options!: typeof OPTIONS_TYPE;
  @Inject(AccessPolicy) private readonly access!: AccessPolicy;
  @Inject(ModulesContainer) private readonly modules!: ModulesContainer;

  /** The workflow layer with these options; every one of them has a default. */
  static override forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return super.forRoot(options);
  }

  /**
   * Registers flow classes. A flow's dependencies are those of the module that imports this; a class that is listed
   * under a module's `providers` as well is used from there.
   */
  static forFeature(flows: readonly FlowClass[]): DynamicModule {
    return {
      module: WorkflowFeatureModule,
      providers: flows.map((flowClass) => ({
        provide: flowToken(flowClass),
        inject: [FlowRegistry, Executor],
        useFactory: (registry: FlowRegistry, executor: Executor) =>
          new FlowRef(() => registry.of(flowClass), executor),
      })),
      exports: flows.map(flowToken),
    };
  }

  /**
   * Compiles the flows of the whole application, and checks what they are used with; any mistake stops the boot, before
   * anything runs.
   *
   * @throws {DefinitionError} with every mistake of every flow, and of the module's options.
   * @throws {ConfigurationError} with every mistake of the options, of every controller and of the worker.
   */
  async onModuleInit(): Promise<void> {
    try {
      await this.explorer.explore();
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      throw new DefinitionError([...error.mistakes, ...this.setupMistakes()]);
    }
    const mistakes = [...this.setupMistakes(), ...this.controllers.mistakes(), ...this.worker.mistakes()];
    if (mistakes.length === 0) return;
    const lines = mistakes.map((mistake) => `  - ${mistake}`).join('\n');
    throw new ConfigurationError(`Expected an application that its flows fit, but:\n${lines}`);
  }

  private setupMistakes(): string[] {
    const cores = [...this.modules.values()].filter(({ metatype }) => metatype === WorkflowModule);
    return [
      ...(cores.length > 1
        ? [
            `WorkflowModule.forRoot is imported ${cores.length} times: import it once, beside TypeOrmModule.forRoot; it is there for all modules`,
          ]
        : []),
      ...optionMistakes(this.options),
      ...pagesMistakes(this.options.pages, this.kindFolders()),
      ...accessMistakes(this.access),
    ];
  }

  private kindFolders(): string[] {
    const nodes = this.registry.all().flatMap(({ graph }) => graph.nodes);
    return nodes.flatMap((node) => behaviourOf(node).templates ?? []);
  }
}

/** Carries the flows of one `forFeature` call. */
@Module({})
class WorkflowFeatureModule {}
