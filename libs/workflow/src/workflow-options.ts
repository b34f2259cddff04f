import { ConfigurableModuleBuilder, type Provider, type Type } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { LiveOptions } from './http/live/live-options.js';
import type { QueueEngine } from './jobs/queue-engine.js';
import type { WorkerOptions } from './jobs/worker.js';
import type { AccessPolicy } from './runtime/ports/access-policy.js';
import type { Clock } from './runtime/ports/clock.js';
import type { PagesOptions } from './ui/pages-options.js';

/** Options of `WorkflowModule.forRoot`. */
export interface WorkflowModuleOptions {
  /**
   * Who may see and do what: a policy class, made with the dependencies it has in the application's module, or where
   * they are known; or an instance. Default: {@link RequestUserAccess}.
   */
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

/** The TypeORM DataSource that holds the tables. */
export const DATA_SOURCE = Symbol('nestflow:data-source');

/** What `forRoot` and `forRootAsync` are made of, and the token of their options. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE } =
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
