import { setTimeout as pause } from 'node:timers/promises';

/** How long background work may take in a test before it counts as lost, in milliseconds. */
const PATIENCE = 30_000;

/** Asks again and again, `every` so many milliseconds, and answers what it was told as soon as `holds` is true of it. */
export async function until<Answer>(
  ask: () => Promise<Answer> | Answer,
  holds: (answer: Answer) => boolean,
  { every = 20 }: { readonly every?: number } = {},
): Promise<Answer> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (Date.now() > deadline) {
      throw new Error(
        `Expected the condition to hold by now, but the last answer was ${JSON.stringify(answer)}.`,
      );
    }
    await pause(every);
  }
}
