import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Worker, type WorkerHealth } from './worker.js';

/**
 * Starts the worker with the application and stops it before the application stops. For shutting down on signals the
 * application calls `app.enableShutdownHooks()`.
 */
@Injectable()
export class WorkerHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly worker: Worker | undefined) {}

  onApplicationBootstrap(): void {
    this.worker?.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker?.stop();
  }

  /** How the worker of this instance is; `undefined` when this instance does no background work. */
  health(): WorkerHealth | undefined {
    return this.worker?.health();
  }
}
