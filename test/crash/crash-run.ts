import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Application } from './application.js';
import { mistakesIn } from './checks.js';
import { randomFrom } from './random.js';

/** What to run, and how often to kill it. */
export interface CrashOptions {
  /** Hello-world processes: a person, a job, a timer. */
  readonly hellos: number;
  /** Processes that call another one. */
  readonly parents: number;
  readonly kills: number;
  /** The same seed chooses the same moments and the same victims. */
  readonly seed: number;
  /** A PostgreSQL database of its own, empty. */
  readonly database: string;
  /** A Redis database of its own, which is flushed; absent: the embedded worker. */
  readonly redis?: string | undefined;
  readonly log?: (line: string) => void;
}

/** What came of it. */
export interface CrashResult {
  readonly mistakes: readonly string[];
  readonly kills: number;
  readonly flushes: number;
  /** How many effects jobs had, and in how many there must have been. */
  readonly effects: number;
  readonly jobs: number;
  readonly seconds: number;
}

/** How many requests are under way at once. */
const USERS = 8;

/**
 * Runs processes in an application that is killed again and again without warning, until all have finished; then looks
 * whether anything was lost or done twice. On the embedded worker the application is one process; with BullMQ it is
 * two, a web application and a worker, either of which is killed, and Redis is flushed in between.
 */
export class CrashRun {
  private readonly begun = Date.now();
  private readonly random: (from: number, to: number) => number;
  private readonly applications: readonly Application[];
  private readonly client: pg.Client;
  private readonly unstarted: { flow: string; key: string }[];
  private finished = false;
  private flushes = 0;

  constructor(private readonly options: CrashOptions) {
    const { database, redis, hellos, parents, seed } = options;
    this.random = randomFrom(seed);
    this.client = new pg.Client({ connectionString: database });
    const worker = new Application({ database, redis, worker: true });
    this.applications = redis ? [worker, new Application({ database, redis, worker: false })] : [worker];
    const named = (flow: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ flow, key: `${flow}-${index}` }));
    this.unstarted = [...named('crash-hello', hellos), ...named('crash-parent', parents)];
  }

  async run(): Promise<CrashResult> {
    const { hellos, parents } = this.options;
    await this.client.connect();
    await this.client.query('create table crash_effect (process_id uuid, node text, attempt int)');
    try {
      for (const application of this.applications) await application.start();
      const [killed] = await Promise.all([this.killAgainAndAgain(), this.useUntilFinished()]);
      const mistakes = await mistakesIn(this.client, {
        'crash-hello': hellos,
        'crash-parent': parents,
        'crash-child': parents,
      });
      const effects = await this.count('select count(*) from crash_effect');
      const seconds = (Date.now() - this.begun) / 1000;
      return { mistakes, kills: killed, flushes: this.flushes, effects, jobs: hellos + 2 * parents, seconds };
    } finally {
      this.finished = true;
      for (const application of this.applications) await application.kill();
      await this.client.end();
    }
  }

  /** Answers how often it has: not so often when everything has finished before. */
  private async killAgainAndAgain(): Promise<number> {
    for (let kill = 1; kill <= this.options.kills; kill++) {
      // The first comes so early that even a few processes cannot have finished.
      await pause(kill === 1 ? this.random(100, 500) : this.random(200, 2_500));
      if (this.finished) return kill - 1;
      const victim = Math.floor(this.random(0, this.applications.length));
      const flush = this.options.redis !== undefined && this.random(0, 1) < 0.6;
      await this.applications[victim]?.kill();
      if (flush) await this.flush();
      const done = await this.done();
      this.log(
        `kill ${kill}: instance ${victim + 1}${flush ? ', Redis flushed' : ''}, ${done} processes done`,
      );
      await this.applications[victim]?.start();
    }
    return this.options.kills;
  }

  /** Users start and approve until nothing is left to do; what the application did not answer they do again. */
  private async useUntilFinished(): Promise<void> {
    const { hellos, parents } = this.options;
    while ((await this.done()) < hellos + 2 * parents) {
      const { rows } = await this.client.query<{ id: string }>(
        `select id from workflow_task where node = 'approve' and status = 'NEW' order by id limit 50`,
      );
      const approvals = rows.map(
        ({ id }) =>
          () =>
            this.ask({ act: 'approve', taskId: id }),
      );
      const starts = this.unstarted.splice(0, 50).map((start) => async () => {
        if (!(await this.ask({ act: 'start', ...start }))) this.unstarted.push(start);
      });
      const wishes = [...approvals, ...starts];
      const user = async () => {
        for (let wish = wishes.shift(); wish; wish = wishes.shift()) await wish();
      };
      if (wishes.length === 0) await pause(100);
      await Promise.all(Array.from({ length: USERS }, user));
    }
    this.finished = true;
  }

  private async ask(wish: Parameters<Application['ask']>[0]): Promise<boolean> {
    const done = await this.applications.at(-1)?.ask(wish);
    if (!done) await pause(50);
    return done ?? false;
  }

  private async flush(): Promise<void> {
    const redis = new Redis(this.options.redis ?? '');
    await redis.flushdb();
    redis.disconnect();
    this.flushes += 1;
  }

  private done(): Promise<number> {
    return this.count(`select count(*) from workflow_process where status = 'DONE'`);
  }

  private async count(sql: string): Promise<number> {
    const { rows } = await this.client.query<{ count: string }>(sql);
    return Number(rows[0]?.count);
  }

  private log(line: string): void {
    this.options.log?.(line);
  }
}
