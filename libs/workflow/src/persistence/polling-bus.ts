import type { ChangeBus, ChangeListener } from '../runtime/ports/change-bus.js';

/**
 * Looks up what other instances have changed every now and then, where the database cannot tell. Only while somebody
 * listens.
 */
export class PollingBus implements ChangeBus {
  readonly tells = false;
  private timer: NodeJS.Timeout | undefined;
  private lookedAt = new Date();

  constructor(
    /** How often, in milliseconds. */
    private readonly interval: number,
  ) {}

  /** The others find it in the database. */
  publish(): void {}

  open(listener: ChangeListener): void {
    if (this.timer) return;
    this.lookedAt = new Date();
    this.timer = setInterval(() => {
      const since = this.lookedAt;
      this.lookedAt = new Date();
      listener.missed(since);
    }, this.interval).unref();
  }

  rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  close(): Promise<void> {
    this.rest();
    return Promise.resolve();
  }
}
