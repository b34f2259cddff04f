import { FanFlow } from '../flows/fan.flow.js';
import { BenchApplication } from '../support/application.js';
import { interleave, millisecondsOf } from '../support/measure.js';
import type { Scenario } from './scenario.js';

const WIDTHS = [10, 100, 1_000];
/** About how many branches one measurement completes. */
const BRANCHES = 300;

const reviewer = { id: 'reviewer', permissions: ['fan.review'] };

/** Splits into so many waiting tasks, completes each in a transaction of its own, joins them. */
export const fan: Scenario = async ({ database, rounds }) => {
  const application = await BenchApplication.open(database.url, [FanFlow]);
  const flow = application.flow(FanFlow);
  const run = async (width: number): Promise<void> => {
    const { next } = await flow.start('start', { width });
    for (const { id, node } of next) {
      if (node !== 'review') continue;
      await application.workflow.activate(id, { user: reviewer }, async (activation) => {
        await activation.assign();
        await activation.execute();
      });
    }
  };
  try {
    const variants = WIDTHS.map((width) => ({
      name: String(width),
      measure: () => millisecondsOf(() => run(width), Math.ceil(BRANCHES / width)),
    }));
    const medians = await interleave(variants, rounds, () => database.tidy());
    const perBranch = (width: number) => (medians.get(String(width)) ?? NaN) / width;
    const rows = WIDTHS.map((width) => ({
      branches: String(width),
      ms: medians.get(String(width)) ?? NaN,
      'ms per branch': perBranch(width),
      'of a fan of 10': perBranch(width) / perBranch(WIDTHS[0] ?? NaN),
    }));
    return { title: 'fan: split into so many tasks of people, complete each, join; one at a time', rows };
  } finally {
    await application.close();
  }
};
