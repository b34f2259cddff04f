/** Tells the workers of this instance that something has become due, so that they need not wait for their next look. */
export class DueSignal {
  private readonly listeners = new Set<() => void>();

  /** Adds a listener; the answer removes it. */
  on(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Something is due. */
  raise(): void {
    for (const listener of this.listeners) listener();
  }
}
