import { parseDuration } from '../../definition/durations.js';
import type { LockStrategy } from '../../definition/lock.js';
import { ProcessBusyError } from '../../errors.js';

/** Locks by name: each is held by one at a time, and given on in the order it was asked for. */
export class InMemoryLocks {
  private readonly last = new Map<string, Promise<void>>();

  /**
   * Waits for a lock as long as its strategy says.
   *
   * @returns what gives it back.
   * @throws {ProcessBusyError} when it is not had within the wait.
   */
  async acquire(name: string, lock: LockStrategy): Promise<() => void> {
    const wait = parseDuration(lock.wait) ?? 0;
    const before = this.last.get(name) ?? Promise.resolve();
    let release = (): void => undefined;
    const mine = new Promise<void>((resolve) => (release = resolve));
    this.last.set(
      name,
      before.then(() => mine),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => {
        resolve('late');
      }, wait);
    });
    const outcome = await Promise.race([before, late]);
    clearTimeout(timer);
    if (outcome === 'late') {
      release();
      throw new ProcessBusyError(name);
    }
    return release;
  }
}
