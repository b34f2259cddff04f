import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import 'reflect-metadata';
import type { Scenario } from './scenarios/scenario.js';
import { background } from './scenarios/background.js';
import { chain } from './scenarios/chain.js';
import { fan } from './scenarios/fan.js';
import { hello } from './scenarios/hello.js';
import { http } from './scenarios/http.js';
import { lists } from './scenarios/lists.js';
import { memory } from './scenarios/memory.js';
import { createDatabase } from './support/database.js';
import { format, type Table } from './support/report.js';

const SCENARIOS: Readonly<Record<string, Scenario>> = { hello, chain, fan, http, memory, background, lists };

/**
 * Measures nestflow on a real PostgreSQL, beside the same rows written by hand, and prints what it found.
 *
 *     npm run bench -- --rounds 5 --only hello,chain --out bench/results.json
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', default: Object.keys(SCENARIOS).join() },
      out: { type: 'string', default: 'bench/results.json' },
    },
  });
  const rounds = Math.max(5, Number.parseInt(values.rounds, 10) || 0);
  const database = await createDatabase();
  const environment = {
    node: process.version,
    postgres: database.version,
    settings: database.settings,
    cpus: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    rounds,
  };
  console.log(
    `Node ${environment.node}, PostgreSQL ${environment.postgres}, ${environment.cpus}; medians of ${rounds} rounds\n`,
  );
  const tables: Record<string, Table> = {};
  try {
    for (const name of values.only.split(',')) {
      const scenario = SCENARIOS[name];
      if (!scenario) throw new Error(`Expected one of ${Object.keys(SCENARIOS).join()}, but got '${name}'.`);
      const table = await scenario({ database, rounds });
      tables[name] = table;
      console.log(`${format(table)}\n`);
    }
  } finally {
    await database.drop();
  }
  await writeFile(values.out, `${JSON.stringify({ environment, tables }, null, 2)}\n`);
  console.log(`Written to ${values.out}`);
}

await main();
