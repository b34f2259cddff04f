import type { Provider } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { FlowExplorer } from './flow-explorer.js';
import { LiveHub } from './http/live/live-hub.js';
import { liveSettings } from './http/live/live-options.js';
import { backgroundWork } from './jobs/compose.js';
import { WorkerHost } from './jobs/worker-host.js';
import { makeOnceSomewhere } from './make-once.js';
import { SqlListQueries } from './persistence/lists/sql-list-queries.js';
import { missingTables } from './persistence/missing-tables.js';
import { PollingBus } from './persistence/polling-bus.js';
import { NotificationBus } from './persistence/postgres/notification-bus.js';
import { SqlWorkflowStore } from './persistence/sql-workflow-store.js';
import { Comments } from './runtime/comments.js';
import { Deliveries } from './runtime/deliveries.js';
import { Executor } from './runtime/executor.js';
import { FlowRegistry } from './runtime/flow-registry.js';
import { Messages } from './runtime/messages.js';
import { AccessPolicy, RequestUserAccess } from './runtime/ports/access-policy.js';
import { Clock, SystemClock } from './runtime/ports/clock.js';
import { LIST_QUERIES, type ListQueries } from './runtime/ports/list-queries.js';
import { WORKFLOW_STORE, type WorkflowStore } from './runtime/ports/workflow-store.js';
import { Visibility } from './runtime/visibility.js';
import { WorkflowEvents } from './runtime/workflow-events.js';
import { WorkflowService } from './runtime/workflow.service.js';
import { PAGES_OPTIONS } from './ui/pages-options.js';
import { pagesOptions } from './ui/ui-providers.js';
import { DATA_SOURCE, MODULE_OPTIONS_TOKEN, type WorkflowModuleOptions } from './workflow-options.js';

/** Providers of the engine, of what it stands on, and of the background work. */
export const CORE_PROVIDERS: Provider[] = [
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
    inject: [MODULE_OPTIONS_TOKEN, ModuleRef, ModulesContainer],
    useFactory: ({ access }: WorkflowModuleOptions, place: ModuleRef, modules: ModulesContainer) =>
      typeof access === 'function'
        ? makeOnceSomewhere(access, place, modules)
        : (access ?? new RequestUserAccess()),
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
    inject: [MODULE_OPTIONS_TOKEN, Executor, WORKFLOW_STORE, FlowRegistry, Clock, Messages, DATA_SOURCE],
    useFactory: (
      { worker, queue }: WorkflowModuleOptions,
      executor: Executor,
      store: WorkflowStore,
      registry: FlowRegistry,
      clock: Clock,
      messages: Messages,
      source: DataSource,
    ) =>
      backgroundWork(
        { worker, queue },
        { executor, store, registry, clock, messages, missing: () => missingTables(source) },
      ),
  },
  {
    provide: Visibility,
    inject: [AccessPolicy, LIST_QUERIES],
    useFactory: (access: AccessPolicy, lists: ListQueries) => new Visibility(access, lists),
  },
];
