import { CteHello } from '../by-hand/hello.cte.js';
import { PlainHello } from '../by-hand/hello.plain.js';
import { HelloFlow } from '../flows/hello.flow.js';
import { BenchApplication } from '../support/application.js';
import { openPool } from '../support/database.js';
import { interleave, perSecond } from '../support/measure.js';
import type { Row } from '../support/report.js';
import type { Scenario } from './scenario.js';

const IN_FLIGHT = [1, 4, 16];
/** How long one measurement lasts. */
const MILLISECONDS = 1_000;

export const starter = { id: 'starter', permissions: ['hello.start'] };
export const approver = { id: 'approver', permissions: ['hello.approve'] };

/** Both transactions of one hello process, as the application's own code makes them. */
export function helloOf(application: BenchApplication): () => Promise<void> {
  const flow = application.flow(HelloFlow);
  return async () => {
    const { next } = await flow.start('start', { text: 'Hello' }, { user: starter });
    await application.workflow.activate(next[0]?.id ?? '', { user: approver }, async (activation) => {
      await activation.assign();
      await activation.execute({ approved: true });
    });
  };
}

/** Whole hello processes per second, beside the same rows written by hand in two ways. */
export const hello: Scenario = async ({ database, rounds }) => {
  const application = await BenchApplication.open(database.url, [HelloFlow]);
  const pool = openPool(database.url);
  const ways: Record<string, () => Promise<unknown>> = {
    nestflow: helloOf(application),
    plain: () => plain.run(),
    cte: () => cte.run(),
  };
  const plain = new PlainHello(pool);
  const cte = new CteHello(pool);
  try {
    const rows: Row[] = [];
    for (const inFlight of IN_FLIGHT) {
      const variants = Object.entries(ways).map(([name, work]) => ({
        name,
        measure: () => perSecond(work, { inFlight, milliseconds: MILLISECONDS }),
      }));
      const rates = await interleave(variants, rounds, () => database.tidy());
      const rate = (name: string) => rates.get(name) ?? NaN;
      rows.push({
        'in flight': String(inFlight),
        'nestflow /s': rate('nestflow'),
        'plain SQL /s': rate('plain'),
        'one CTE /s': rate('cte'),
        'nestflow : plain': rate('nestflow') / rate('plain'),
        'nestflow : CTE': rate('nestflow') / rate('cte'),
      });
    }
    return { title: 'hello: start → [commit] → approve → if → handler → end, processes per second', rows };
  } finally {
    await pool.end();
    await application.close();
  }
};
