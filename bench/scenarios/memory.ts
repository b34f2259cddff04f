import { runChild } from '../support/child.js';
import type { Scenario } from './scenario.js';

/** After how many processes the child tells its size. */
const MARKS = [2_000, 10_000];

export interface MemoryTask {
  readonly url: string;
  readonly marks: readonly number[];
  readonly inFlight: number;
}

export interface MemoryAnswer {
  readonly processes: number;
  /** In megabytes of 2^20 bytes. */
  readonly peak: number;
  readonly now: number;
}

/** How much memory an application takes that moves hello processes, in a process of its own. */
export const memory: Scenario = async ({ database }) => {
  const task: MemoryTask = { url: database.url, marks: MARKS, inFlight: 16 };
  const answers = await runChild<MemoryAnswer>(new URL('./memory.child.js', import.meta.url), task);
  const rows = answers.map(({ processes, peak, now }) => ({
    'hello processes': String(processes),
    'peak RSS, MB': peak,
    'RSS then, MB': now,
  }));
  return { title: `memory: an application that moves hello processes, ${task.inFlight} in flight`, rows };
};
