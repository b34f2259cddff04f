/**
 * Looks for one sort of work that is due — timers, deliveries, starts by the clock — and does some of it. The worker
 * runs every sweep on its own, so that a slow or failing one holds up no other.
 */
export interface Sweep {
  /** For health and logs. */
  readonly name: string;
  /** How often to look, in milliseconds. Default: as often as the worker polls. */
  readonly every?: number;
  /** Does some of what is due. Answers whether to look again at once, because there may be more. */
  sweep(): Promise<boolean>;
}
