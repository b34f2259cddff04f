import { chainFlow } from '../flows/chain.flow.js';
import { BenchApplication } from '../support/application.js';
import { interleave, millisecondsOf } from '../support/measure.js';
import type { Scenario } from './scenario.js';

const LENGTHS = [1, 10, 100, 1_000];
/** About how many nodes one measurement passes. */
const NODES = 2_000;

/** A process that runs through so many automatic nodes in one transaction. */
export const chain: Scenario = async ({ database, rounds }) => {
  const flows = new Map(LENGTHS.map((length) => [length, chainFlow(length)]));
  const application = await BenchApplication.open(database.url, [...flows.values()]);
  try {
    const variants = [...flows].map(([length, flowClass]) => {
      const flow = application.flow(flowClass);
      const times = Math.min(100, Math.ceil(NODES / length));
      return {
        name: String(length),
        measure: () => millisecondsOf(() => flow.start('start' as never), times),
      };
    });
    const medians = await interleave(variants, rounds, () => database.tidy());
    const of = (length: number) => medians.get(String(length)) ?? NaN;
    const rows = LENGTHS.map((length) => ({
      nodes: String(length),
      ms: of(length),
      'ms per further node': length === 1 ? '' : (of(length) - of(1)) / (length - 1),
    }));
    return { title: 'chain: automatic nodes in a row, one process at a time', rows };
  } finally {
    await application.close();
  }
};
