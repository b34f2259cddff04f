import { Logger } from '@nestjs/common';
import type { WorkflowEvent } from '../model/event.entity.js';

/**
 * Tells the application what happened, once, after the commit that made it so, in the instance that made it.
 * A listener that throws is logged and disturbs nobody.
 *
 * @example
 * constructor(events: WorkflowEvents) {
 *   events.on((event) => { if (event.type === 'process.finished') this.mail.send(event.processId); });
 * }
 */
export class WorkflowEvents {
  private readonly logger = new Logger('Nestflow');
  private readonly listeners = new Set<(event: WorkflowEvent) => void>();

  /** Adds a listener; the answer removes it. */
  on(listener: (event: WorkflowEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells every listener of every event, in the order they happened. */
  publish(events: readonly WorkflowEvent[]): void {
    if (this.listeners.size === 0) return;
    for (const event of events) {
      for (const listener of this.listeners) {
        try {
          listener(event);
        } catch (error) {
          this.logger.error(
            `A listener of ${event.type} failed`,
            error instanceof Error ? error.stack : undefined,
          );
        }
      }
    }
  }
}
