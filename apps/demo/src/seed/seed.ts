import type { Process } from 'nestflow';

/** Makes processes of one flow in the states that a day at work leaves them in. */
export interface Seed {
  /** Plants what is not there yet, told by its business key, and answers how many processes that are. */
  plant(): Promise<number>;
}

/** What comes of a process once it is started. */
export type Story<Data extends object> = (process: Process<Data>) => Promise<unknown>;

/** Plants one after another: each function answers whether it has made a process. */
export async function plantAll(plants: readonly (() => Promise<boolean>)[]): Promise<number> {
  let planted = 0;
  for (const plant of plants) if (await plant()) planted += 1;
  return planted;
}

/** Goes on with a process that has just been made; one that was there before is left as it is. */
export async function goOn<Data extends object>(
  { process, created }: { readonly process: Process; readonly created: boolean },
  story: Story<Data>,
): Promise<boolean> {
  if (created) await story(process as Process<Data>);
  return created;
}

/** A day as forms take it, so many days from now. */
export function day(fromNow: number): string {
  return new Date(Date.now() + fromNow * 86_400_000).toISOString().slice(0, 10);
}
