import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { CrashRun, type CrashResult } from './crash-run.js';
import { emptyRedis, withDatabase } from './databases.js';

const POSTGRES = process.env['TEST_POSTGRES_URL'] || 'postgres://postgres@127.0.0.1:5432/postgres';
const REDIS = process.env['TEST_REDIS_URL'] || 'redis://127.0.0.1:6379';

/**
 * Kills the application at random moments until all its processes have finished, and looks whether anything was lost
 * or done twice: on the embedded worker, and on BullMQ with Redis flushed in between.
 *
 *     npm run crash -- --hellos 500 --parents 200 --kills 12 --engine embedded,bullmq --seed 42
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      hellos: { type: 'string', default: '500' },
      parents: { type: 'string', default: '200' },
      kills: { type: 'string', default: '12' },
      engine: { type: 'string', default: 'embedded,bullmq' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    },
  });
  const [hellos, parents, kills, seed] = [values.hellos, values.parents, values.kills, values.seed].map(
    Number,
  ) as [number, number, number, number];
  for (const engine of values.engine.split(',')) {
    const redis = engine === 'bullmq' ? await emptyRedis(REDIS) : undefined;
    console.log(
      `\n${engine}: ${hellos} hello-world and ${parents} subprocess processes, seed ${seed}\n` +
        `(again: npm run crash -- --engine ${engine} --hellos ${hellos} --parents ${parents} --kills ${kills} --seed ${seed})`,
    );
    const result = await withDatabase(POSTGRES, (database) =>
      new CrashRun({ hellos, parents, kills, seed, database, redis, log: (line) => console.log(line) }).run(),
    );
    report(result);
  }
}

function report({ mistakes, kills, flushes, effects, jobs, seconds }: CrashResult): void {
  console.log(
    `${jobs} jobs had ${effects} effects; ${kills} kills, ${flushes} flushes, ${seconds.toFixed(0)} seconds`,
  );
  if (mistakes.length === 0) {
    console.log('OK: every process finished, every job had its effect, every completion happened once');
    return;
  }
  for (const mistake of mistakes) console.log(`WRONG: ${mistake}`);
  process.exitCode = 1;
}

await main();
