/** Something measured beside others in the same run. */
export interface Variant {
  readonly name: string;
  /** One measurement. */
  measure(): Promise<number>;
}

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1 + (sorted.length % 2)] ?? NaN, sorted[middle] ?? NaN];
  return (low + high) / 2;
}

/**
 * Measures every variant once per round, each round beginning with another one, so that what disturbs the machine
 * disturbs all of them alike. Answers the median of each; one round before the first is thrown away.
 */
export async function interleave(
  variants: readonly Variant[],
  rounds: number,
  between: () => Promise<void>,
): Promise<Map<string, number>> {
  const measured = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    await between();
    for (let turn = 0; turn < variants.length; turn++) {
      const variant = variants[(round + turn) % variants.length] as Variant;
      const value = await variant.measure();
      if (round > 0) measured.get(variant.name)?.push(value);
    }
  }
  return new Map([...measured].map(([name, values]) => [name, median(values)]));
}

/** Does `work` again and again for so long, so many at once. Answers how often per second. */
export async function perSecond(
  work: () => Promise<unknown>,
  { inFlight, milliseconds }: { inFlight: number; milliseconds: number },
): Promise<number> {
  const begin = performance.now();
  const end = begin + milliseconds;
  let done = 0;
  const worker = async () => {
    while (performance.now() < end) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return (done * 1000) / (performance.now() - begin);
}

/** How many milliseconds `work` takes, on average of so many times. */
export async function millisecondsOf(work: () => Promise<unknown>, times = 1): Promise<number> {
  const begin = performance.now();
  for (let time = 0; time < times; time++) await work();
  return (performance.now() - begin) / times;
}
