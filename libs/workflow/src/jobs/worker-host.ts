import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ConfigurationError } from '../errors.js';
import type { JobQueue } from '../runtime/ports/job-queue.js';
import type { Worker, WorkerHealth } from './worker.js';

/**
 * Starts the worker with the application and stops it before the application stops. For shutting down on signals the
 * application calls `app.enableShutdownHooks()`.
 */
@Injectable()
export class WorkerHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** @internal */
  constructor(
    private readonly queue: JobQueue,
    /** Absent where this instance leaves background work to others. */
    private readonly worker: Worker | undefined,
    /** What is missing in the database, if anything is. */
    private readonly missing: () => Promise<string | undefined> = () => Promise.resolve(undefined),
  ) {}

  /**
   * What the worker is to do and cannot, a sentence each, now that flows are compiled.
   *
   * @internal
   */
  mistakes(): string[] {
    return this.worker?.mistakes() ?? [];
  }

  /**
   * Begins to work, when the tables are there.
   *
   * @throws {ConfigurationError} when they are not. An instance without a worker only logs that: whoever migrates with
   * the application itself, after it has started, gives that instance `worker: false`.
   */
  async onApplicationBootstrap(): Promise<void> {
    const missing = await this.missing();
    if (missing !== undefined) this.lacks(missing);
    this.queue.open();
    this.worker?.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker?.stop();
    await this.queue.close();
  }

  /**
   * How background work is. An instance without a worker is not `running`; its `error` says when it cannot hand jobs
   * to those that have one.
   */
  health(): WorkerHealth {
    return this.worker?.health() ?? { running: false, ...this.queue.health() };
  }

  private lacks(missing: string): void {
    const message =
      `Expected the database to have Nestflow's tables as this version knows them, but: ${missing}. ` +
      `Run the migrations before the application starts: 'migrationsRun: true' among the DataSource's options, ` +
      `await migrateSafely(dataSource) in its dataSourceFactory when several instances start at once, or TypeORM's command line.`;
    if (this.worker) throw new ConfigurationError(message);
    new Logger('Nestflow').warn(message);
  }
}
