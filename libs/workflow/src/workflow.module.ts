import {
  ConfigurableModuleBuilder,
  Inject,
  Module,
  type DynamicModule,
  type OnModuleInit,
  type Provider,
  type Type,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { FlowClass } from './definition/flow-node.js';
import { FlowExplorer } from './flow-explorer.js';
import { HTTP_EXPORTS, HTTP_PROVIDERS } from './http/http-providers.js';
import { backgroundWork } from './jobs/compose.js';
import type { QueueEngine } from './jobs/queue-engine.js';
import { PAGES } from './http/viewset/pages-port.js';
import { WorkerHost } from './jobs/worker-host.js';
import type { WorkerOptions } from './jobs/worker.js';
import { SqlListQueries } from './persistence/lists/sql-list-queries.js';
import { PollingBus } from './persistence/polling-bus.js';
import { NotificationBus } from './persistence/postgres/notification-bus.js';
import { SqlWorkflowStore } from './persistence/sql-workflow-store.js';
import { Comments } from './runtime/comments.js';
import { Deliveries } from './runtime/deliveries.js';
import { Executor } from './runtime/executor.js';
import { FlowRef } from './runtime/flow-ref.js';
import { FlowRegistry } from './runtime/flow-registry.js';
import { LiveHub } from './http/live/live-hub.js';
import { liveSettings, type LiveOptions } from './http/live/live-options.js';
import { flowToken } from './runtime/flow-token.js';
import { AccessPolicy, RequestUserAccess } from './runtime/ports/access-policy.js';
import { Clock, SystemClock } from './runtime/ports/clock.js';
import { LIST_QUERIES, type ListQueries } from './runtime/ports/list-queries.js';
import { WORKFLOW_STORE, type WorkflowStore } from './runtime/ports/workflow-store.js';
import { Messages } from './runtime/messages.js';
import { Visibility } from './runtime/visibility.js';
import { PAGES_OPTIONS, type PagesOptions } from './ui/pages-options.js';
import { pagesOptions, UI_PROVIDERS } from './ui/ui-providers.js';
import { WorkflowPages } from './ui/workflow-pages.js';
import { WorkflowEvents } from './runtime/workflow-events.js';
import { WorkflowService } from './runtime/workflow.service.js';

/** Options of `WorkflowModule.forRoot`. */
export interface WorkflowModuleOptions {
  /** Who may see and do what: a policy class, instantiated with its dependencies, or an instance. Default: {@link RequestUserAccess}. */
  readonly access?: Type<AccessPolicy> | AccessPolicy;
  /** Where the time comes from. Default: the machine's clock. */
  readonly clock?: Clock;
  /** How this instance does background work; `false`: it leaves it to others. */
  readonly worker?: WorkerOptions | false;
  /** How changes are told to clients as they happen, at `GET /live`; `false`: they are not. */
  readonly live?: LiveOptions | false;
  /**
   * What brings jobs to workers: `bullmq({ connection })` from `nestflow/bullmq`. Default: the task table itself, which
   * needs no server.
   */
  readonly queue?: QueueEngine;
  /**
   * How the pages of viewsets look; `false`: routes answer JSON only. Default: pages, when `@tabler/core` and
   * `@hotwired/turbo` are installed.
   */
  readonly pages?: PagesOptions | false;
}

interface WorkflowModuleExtras {
  /** The name of the TypeORM DataSource that holds the tables. Default: the unnamed one. */
  readonly dataSource?: string;
}

const DATA_SOURCE = Symbol('nestflow:data-source');

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<WorkflowModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras<WorkflowModuleExtras>({}, (definition, { dataSource }) => ({
      ...definition,
      global: true,
      providers: [
        ...(definition.providers ?? []),
        { provide: DATA_SOURCE, useExisting: getDataSourceToken(dataSource) } satisfies Provider,
      ],
    }))
    .build();

const CORE: Provider[] = [
  {
    provide: PAGES_OPTIONS,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory: ({ pages }: WorkflowModuleOptions) => pagesOptions(pages),
  },
  FlowExplorer,
  FlowRegistry,
  WorkflowEvents,
  {
    provide: AccessPolicy,
    inject: [MODULE_OPTIONS_TOKEN, ModuleRef],
    useFactory: ({ access }: WorkflowModuleOptions, moduleRef: ModuleRef) =>
      typeof access === 'function' ? moduleRef.create(access) : (access ?? new RequestUserAccess()),
  },
  {
    provide: Clock,
    inject: [MODULE_OPTIONS_TOKEN],
    useFactory: ({ clock }: WorkflowModuleOptions) => clock ?? new SystemClock(),
  },
  {
    provide: WORKFLOW_STORE,
    inject: [DATA_SOURCE],
    useFactory: (source: DataSource) => new SqlWorkflowStore(source),
  },
  {
    provide: LIST_QUERIES,
    inject: [DATA_SOURCE, AccessPolicy],
    useFactory: (source: DataSource, access: AccessPolicy) => new SqlListQueries(source, access),
  },
  {
    provide: Executor,
    inject: [WORKFLOW_STORE, FlowRegistry, AccessPolicy, Clock, WorkflowEvents, LIST_QUERIES],
    useFactory: (
      store: WorkflowStore,
      registry: FlowRegistry,
      access: AccessPolicy,
      clock: Clock,
      events: WorkflowEvents,
      lists: ListQueries,
    ) => new Executor(store, registry, access, clock, events, lists),
  },
  {
    provide: WorkflowService,
    inject: [Executor, FlowRegistry, LIST_QUERIES, AccessPolicy, Clock, Messages, Deliveries],
    useFactory: (
      executor: Executor,
      registry: FlowRegistry,
      lists: ListQueries,
      access: AccessPolicy,
      clock: Clock,
      messages: Messages,
      deliveries: Deliveries,
    ) => new WorkflowService(executor, registry, lists, access, clock, messages, deliveries),
  },
  {
    provide: Deliveries,
    inject: [WORKFLOW_STORE, Executor, Clock],
    useFactory: (store: WorkflowStore, executor: Executor, clock: Clock) =>
      new Deliveries(store, executor, clock),
  },
  {
    provide: Messages,
    inject: [Executor, WORKFLOW_STORE, FlowRegistry, Clock],
    useFactory: (executor: Executor, store: WorkflowStore, registry: FlowRegistry, clock: Clock) =>
      new Messages(executor, store, registry, clock),
  },
  {
    provide: Comments,
    inject: [WORKFLOW_STORE, FlowRegistry, LIST_QUERIES, AccessPolicy, Clock, WorkflowEvents, Executor],
    useFactory: (
      store: WorkflowStore,
      registry: FlowRegistry,
      lists: ListQueries,
      access: AccessPolicy,
      clock: Clock,
      events: WorkflowEvents,
      { changes }: Executor,
    ) => new Comments(store, registry, lists, access, clock, events, changes),
  },
  {
    provide: LiveHub,
    inject: [MODULE_OPTIONS_TOKEN, DATA_SOURCE, Executor, WorkflowEvents, LIST_QUERIES],
    useFactory: (
      { live = {} }: WorkflowModuleOptions,
      source: DataSource,
      { changes }: Executor,
      events: WorkflowEvents,
      lists: ListQueries,
    ) => {
      if (live === false) return undefined;
      const settings = liveSettings(live);
      const { transport = NotificationBus.serves(source) ? 'notify' : 'poll' } = live;
      const bus = transport === 'notify' ? new NotificationBus(source) : new PollingBus(settings.poll);
      return new LiveHub(changes, events, lists, bus, settings);
    },
  },
  {
    provide: WorkerHost,
    inject: [MODULE_OPTIONS_TOKEN, Executor, WORKFLOW_STORE, FlowRegistry, Clock, Messages],
    useFactory: (
      { worker, queue }: WorkflowModuleOptions,
      executor: Executor,
      store: WorkflowStore,
      registry: FlowRegistry,
      clock: Clock,
      messages: Messages,
    ) => backgroundWork({ worker, queue }, { executor, store, registry, clock, messages }),
  },
  {
    provide: Visibility,
    inject: [AccessPolicy, LIST_QUERIES],
    useFactory: (access: AccessPolicy, lists: ListQueries) => new Visibility(access, lists),
  },
];

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
  providers: [...CORE, ...HTTP_PROVIDERS, ...UI_PROVIDERS],
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

  /** Compiles the flows of the whole application; a mistake in any of them stops the boot. */
  async onModuleInit(): Promise<void> {
    await this.explorer.explore();
  }
}

/** Carries the flows of one `forFeature` call. */
@Module({})
class WorkflowFeatureModule {}
