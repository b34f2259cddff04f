/** The work a worker has in hand: counted, and when the worker stops, waited for and at last aborted. */
export class InHand {
  private readonly stopping = new AbortController();
  private readonly active = new Set<Promise<unknown>>();

  /** Aborted when the work in hand has to stop. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  get size(): number {
    return this.active.size;
  }

  /** Takes in work; it must not reject. */
  add(work: Promise<unknown>): void {
    const counted = work.finally(() => this.active.delete(counted));
    this.active.add(counted);
  }

  /** Resolves when everything in hand has ended; what has not within `grace` milliseconds is aborted. */
  async end(grace: number): Promise<void> {
    const abort = setTimeout(() => {
      this.stopping.abort(new Error('The worker is stopping.'));
    }, grace);
    while (this.active.size > 0) await Promise.race(this.active);
    clearTimeout(abort);
  }
}
