import { runChild } from '../support/child.js';

/** What the load process is to do. */
export interface Load {
  readonly url: string;
  /** Each is posted to once. */
  readonly paths: readonly string[];
  readonly body: unknown;
  readonly inFlight: number;
}

/** Lets a process of its own make the requests; answers how many it made per second. */
export async function loadFrom(load: Load): Promise<number> {
  const [perSecond] = await runChild<number>(new URL('./http-load.child.js', import.meta.url), load);
  return perSecond ?? NaN;
}
