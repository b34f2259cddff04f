import { AsyncResource } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { Sweep } from './sweep.js';

/** Makes one sweep again and again: every so often, and when it is told; never twice at once. */
export class Patrol {
  /** When it last looked without an error. */
  lastLook: Date | null = null;
  /** What went wrong when it last looked, if it did. */
  error: string | null = null;
  private readonly logger = new Logger('Nestflow');
  /** Whoever tells it to look does so in the middle of something; what is found is no part of that. */
  private readonly own = new AsyncResource('nestflow:patrol');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  private running = false;

  constructor(
    private readonly sweep: Sweep,
    private readonly poll: number,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.timer = setInterval(() => {
      this.look();
    }, this.sweep.every ?? this.poll);
    this.look();
  }

  /** Resolves when it has ended the look that is under way. */
  async stop(): Promise<void> {
    this.running = false;
    clearInterval(this.timer);
    await this.looking;
  }

  /** Looks now; when a look is under way, once more after it. */
  look(): void {
    if (!this.running) return;
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = this.own.runInAsyncScope(() => this.lookUntilNothing());
  }

  private async lookUntilNothing(): Promise<void> {
    do {
      this.again = false;
      this.again = (await this.lookOnce()) || this.again;
    } while (this.again && this.running);
    this.looking = undefined;
  }

  /** A failure is logged when it begins, not each time it is met again. */
  private async lookOnce(): Promise<boolean> {
    try {
      const more = await this.sweep.sweep();
      if (this.error !== null) this.logger.log(`Looking for ${this.sweep.name} works again`);
      this.error = null;
      this.lastLook = new Date();
      return more;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.error === null) this.logger.error(`Looking for ${this.sweep.name} failed: ${message}`);
      this.error = message;
      return false;
    }
  }
}
