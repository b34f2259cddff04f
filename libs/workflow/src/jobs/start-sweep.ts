import type { StartTimers } from '../runtime/start-timers.js';
import type { Sweep } from './sweep.js';

/** Starts processes when start timers are due. */
export class StartSweep implements Sweep {
  readonly name = 'starts by the clock';

  constructor(private readonly timers: Pick<StartTimers, 'sweep'>) {}

  async sweep(): Promise<boolean> {
    return (await this.timers.sweep()) > 0;
  }
}
