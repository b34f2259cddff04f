import type { Outbox } from '../runtime/outbox.js';
import type { Sweep } from './sweep.js';

/** Delivers what passes between processes and was not delivered right after its commit. */
export class OutboxSweep implements Sweep {
  readonly name = 'deliveries';

  constructor(private readonly outbox: Pick<Outbox, 'sweep'>) {}

  async sweep(): Promise<boolean> {
    return (await this.outbox.sweep()) > 0;
  }
}
