import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
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
  ) {}

  /**
   * What the worker is to do and cannot, a sentence each, now that flows are compiled.
   *
   * @internal
   */
  mistakes(): string[] {
    return this.worker?.mistakes() ?? [];
  }

  onApplicationBootstrap(): void {
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
}
