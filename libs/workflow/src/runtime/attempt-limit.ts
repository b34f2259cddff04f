/**
 * How far the body of an attempt may go: its signal is aborted when it runs past its timeout, or one of others is. Not
 * of `AbortSignal.timeout` and `AbortSignal.any`, which keep what listens to them, and all it holds, until the timeout.
 */
export class AttemptLimit {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly heed = ({ target }: Event): void => {
    this.controller.abort((target as AbortSignal).reason);
  };

  constructor(
    timeout: number,
    private readonly others: readonly AbortSignal[],
  ) {
    const late = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    this.timer = setTimeout(() => {
      this.controller.abort(late());
    }, timeout).unref();
    for (const other of others) {
      if (other.aborted) this.controller.abort(other.reason);
      else other.addEventListener('abort', this.heed, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The body has ended: nothing is waited for any more. */
  lift(): void {
    clearTimeout(this.timer);
    for (const other of this.others) other.removeEventListener('abort', this.heed);
  }
}
