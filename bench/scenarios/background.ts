import { Redis } from 'ioredis';
import { WorkflowEvents, type FlowClass, type QueueEngine } from 'nestflow';
import { bullmq } from 'nestflow/bullmq';
import { ManyChildren, OneJob, OneTimer } from '../flows/background.flows.js';
import { BenchApplication } from '../support/application.js';
import { cloneProcess } from '../support/clone.js';
import { median } from '../support/measure.js';
import type { Row } from '../support/report.js';
import { Statements } from '../support/statements.js';
import type { Bench, Scenario } from './scenario.js';

const REDIS = process.env['TEST_REDIS_URL'] || 'redis://127.0.0.1:6379';
const FLOWS = [OneJob, OneTimer, ManyChildren];
const JOBS = 1_000;
const TIMERS = 10_000;
const CHILDREN = 1_000;

/** What draining something cost. */
interface Drained {
  readonly perSecond: number;
  readonly statements: number;
  readonly framing: number;
}

/** What is done in the background: jobs on both queues, timers that are due all at once, children of one parent. */
export const background: Scenario = async (bench) => {
  const statements = new Statements();
  const prefix = `nestflow_bench_${process.pid}`;
  const engines: [string, QueueEngine | undefined][] = [['embedded', undefined]];
  if (await hasRedis()) engines.push(['BullMQ', bullmq({ connection: REDIS, prefix })]);
  const measured = new Map<string, Drained[]>(engines.map(([name]) => [name, []]));
  for (let round = 0; round <= bench.rounds; round++) {
    for (const [name, queue] of engines) {
      await prepare(bench, OneJob, JOBS);
      const drained = await drain(bench, statements, JOBS, queue);
      if (round > 0) measured.get(name)?.push(drained);
    }
  }
  const rows = [...measured].map(([name, all]) => row(`jobs, ${name}`, JOBS, middle(all)));
  await prepare(bench, OneTimer, TIMERS);
  rows.push(row('timers due at once', TIMERS, await drain(bench, statements, TIMERS)));
  rows.push(row('children of one parent', CHILDREN, await children(bench, statements)));
  await forget(prefix);
  return { title: 'background: what waits in the database, worked off by one instance, 10 at once', rows };
};

function row(what: string, count: number, { perSecond, statements, framing }: Drained): Row {
  return {
    what,
    of: String(count),
    'per second': perSecond,
    'statements each': statements,
    'and to begin and commit': framing,
  };
}

function middle(all: readonly Drained[]): Drained {
  return {
    perSecond: median(all.map(({ perSecond }) => perSecond)),
    statements: median(all.map(({ statements }) => statements)),
    framing: median(all.map(({ framing }) => framing)),
  };
}

/** Makes processes that wait for something that is due. */
async function prepare({ database }: Bench, flowClass: FlowClass<OneJob | OneTimer>, count: number) {
  const application = await BenchApplication.open(database.url, FLOWS, { worker: false });
  const { process } = await application.flow(flowClass).start('start');
  await application.close();
  await cloneProcess(database.url, process.id, count - 1);
  await database.tidy();
}

/** Lets a worker do what is due, and measures from the first process that is finished to the last. */
async function drain({ database }: Bench, statements: Statements, count: number, queue?: QueueEngine) {
  const application = await BenchApplication.open(database.url, FLOWS, { queue, logger: statements });
  const drained = await finished(application, statements, count);
  await application.close();
  return drained;
}

async function children({ database }: Bench, statements: Statements): Promise<Drained> {
  const application = await BenchApplication.open(database.url, FLOWS, { logger: statements });
  const done = finished(application, statements, CHILDREN);
  await application.flow(ManyChildren).start('start', CHILDREN);
  const drained = await done;
  await application.close();
  return drained;
}

function finished(application: BenchApplication, statements: Statements, count: number): Promise<Drained> {
  return new Promise((resolve) => {
    let seen = 0;
    let begun = { at: 0, work: 0, framing: 0 };
    application.get(WorkflowEvents).on(({ type }) => {
      if (type !== 'process.finished') return;
      const now = { at: performance.now(), work: statements.work, framing: statements.framing };
      if (++seen === 1) begun = now;
      if (seen !== count) return;
      const others = count - 1;
      resolve({
        perSecond: (others * 1000) / (now.at - begun.at),
        statements: (now.work - begun.work) / others,
        framing: (now.framing - begun.framing) / others,
      });
    });
  });
}

async function hasRedis(): Promise<boolean> {
  const redis = new Redis(REDIS, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

async function forget(prefix: string): Promise<void> {
  if (!(await hasRedis())) return;
  const redis = new Redis(REDIS);
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
}
