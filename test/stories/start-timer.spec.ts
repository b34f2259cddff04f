import { Logger } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import {
  End,
  Flow,
  Handler,
  StartHandler,
  StartTimer,
  View,
  type Activation,
  type FlowClass,
  type FlowNode,
} from 'nestflow';
import type { FlowRun } from 'nestflow/testing';
import { compileFlows } from '../../libs/workflow/src/definition/compile.js';
import { onEachStore, type MakeRun } from '../support/stores.js';

Logger.overrideLogger(false);

class Data {
  @IsOptional() @IsString() due?: string;
}

const iso = (dates: readonly (Date | undefined)[]) => dates.map((date) => date?.toISOString());

onEachStore('Start timers', (makeRun: MakeRun) => {
  let count = 0;

  /** A flow of its own for each story: rows of timers outlive a story. */
  function hourly() {
    @Flow({ data: Data, name: `hourly-${process.pid}-${++count}` })
    class Hourly {
      failures = 0;
      @StartTimer({ every: '1h', attempts: 3, backoff: '1m', next: 'work' })
      begin({ process }: Activation<Data>, due: Date) {
        if (this.failures-- > 0) throw Object.assign(new Error('No connection'), { code: 'ECONN' });
        process.data.due = due.toISOString();
      }
      @Handler({ next: 'look' }) work() {}
      @View({ next: 'end' }) look!: FlowNode;
      @End() end!: FlowNode;
    }
    return Hourly;
  }

  const started = (run: FlowRun) =>
    run.events.filter(({ type }) => type === 'process.started').map(({ processId }) => processId ?? '');
  const planOf = async (run: FlowRun) =>
    (await run.scheduledStarts()).find(({ flow }) => flow === run.registry.all()[0]?.name);
  const withFlow = async (flowClass: FlowClass, instance: object) =>
    makeRun([flowClass], { instances: new Map([[flowClass, instance]]) });

  it('B15 starts a process when it is due, and none before', async () => {
    const run = await makeRun([hourly()]);
    await run.advance('59m');
    expect(started(run)).toEqual([]);

    await run.advance('1m');
    const [id = ''] = started(run);
    expect(started(run)).toHaveLength(1);
    expect(await run.history(id)).toEqual(['begin DONE', 'work DONE', 'look NEW']);
    expect((await run.process(id)).data).toEqual({ due: '2030-01-01T01:00:00.000Z' });

    await run.work();
    expect(started(run)).toHaveLength(1);
    await run.advance('1h');
    expect(started(run)).toHaveLength(2);
  });

  it('B15 starts one process however many instances sweep at once', async () => {
    const Hourly = hourly();
    const first = await makeRun([Hourly]);
    const { store, clock } = first;
    const instances = [first];
    for (let more = 0; more < 3; more++) instances.push(await makeRun([Hourly], { store, clock }));
    await Promise.all(instances.map((run) => run.work()));
    clock.advance('1h');

    await Promise.all(instances.map((run) => run.work()));

    expect(instances.flatMap(started)).toHaveLength(1);
    await Promise.all(instances.map((run) => run.work()));
    expect(instances.flatMap(started)).toHaveLength(1);
  });

  it('makes up once for the moments that passed while nothing ran, and keeps its beat', async () => {
    const run = await makeRun([hourly()]);
    await run.advance('210m');
    expect(started(run)).toHaveLength(1);
    expect((await run.process(started(run)[0] ?? '')).data).toEqual({ due: '2030-01-01T01:00:00.000Z' });
    expect(iso([(await planOf(run))?.dueAt])).toEqual(['2030-01-01T04:00:00.000Z']);
    await run.advance('30m');
    expect(started(run)).toHaveLength(2);
  });

  it('starts by cron in a time zone, through the change of clocks', async () => {
    @Flow({ data: Data, name: `morning-${++count}` })
    class Morning {
      @StartTimer({ cron: '0 9 * * *', timezone: 'Europe/Berlin', next: 'end' })
      begin({ process }: Activation<Data>, due: Date) {
        process.data.due = due.toISOString();
      }
      @End() end!: FlowNode;
    }
    const run = await makeRun([Morning]);
    await run.advance('88d'); // 30 March 2030, 00:00 UTC; clocks change on the 31st
    for (let hour = 0; hour < 72; hour += 12) await run.advance('12h');
    const days: (string | undefined)[] = [];
    for (const id of started(run).slice(1)) days.push(((await run.process(id)).data as Data).due);
    expect(days).toEqual([
      '2030-03-30T08:00:00.000Z',
      '2030-03-31T07:00:00.000Z',
      '2030-04-01T07:00:00.000Z',
    ]);
  });

  it('B52 a start that fails is tried again, with what failed on record', async () => {
    const Hourly = hourly();
    const flow = new Hourly();
    const run = await withFlow(Hourly, flow);
    flow.failures = 2;

    await run.advance('1h');
    expect(started(run)).toEqual([]);
    expect(await planOf(run)).toMatchObject({
      attempts: 1,
      error: { message: 'No connection', code: 'ECONN', attempt: 1 },
      dueAt: new Date('2030-01-01T01:00:00Z'),
      scheduledAt: new Date('2030-01-01T01:01:00Z'),
    });

    await run.advance('1m');
    expect((await planOf(run))?.attempts).toBe(2);
    await run.advance('1m');
    const [id = ''] = started(run);
    expect((await run.process(id)).data).toEqual({ due: '2030-01-01T01:00:00.000Z' });
    expect(await planOf(run)).toMatchObject({ attempts: 0, error: null, processId: id });
  });

  it('B52 when attempts are spent a process with the failed task is left for a manager, and the next start comes', async () => {
    const Hourly = hourly();
    const flow = new Hourly();
    const run = await withFlow(Hourly, flow);
    flow.failures = 3;
    await run.advance('1h');
    await run.advance('1m');
    await run.advance('1m');

    const [id = ''] = started(run);
    expect(await run.history(id)).toEqual(['begin ERROR']);
    expect((await run.newest(id, 'begin')).error).toMatchObject({ message: 'No connection', attempt: 3 });

    await run.make(id, 'begin', 'retry');
    expect(await run.waiting(id)).toEqual(['look']);
    expect((await run.process(id)).data).toEqual({ due: '2030-01-01T01:00:00.000Z' });
    await run.advance('58m');
    expect(started(run)).toHaveLength(2);
  });

  it('B52 one that fails keeps no other from starting', async () => {
    const [Failing, Working] = [hourly(), hourly()];
    const failing = new Failing();
    failing.failures = 100;
    const run = await makeRun([Failing, Working], {
      instances: new Map<FlowClass, object>([
        [Failing, failing],
        [Working, new Working()],
      ]),
    });
    await run.advance('1h');
    expect(started(run)).toHaveLength(1);
    expect((await run.process(started(run)[0] ?? '')).flow).toBe(run.registry.of(Working).name);
  });

  it('a schedule that has changed is planned anew, one of a renamed node goes on', async () => {
    const name = `changing-${++count}`;
    @Flow({ data: Data, name })
    class Before {
      @StartTimer({ every: '1h', next: 'end' }) begin!: FlowNode;
      @StartTimer({ every: '1h', next: 'end' }) other!: FlowNode;
      @End() end!: FlowNode;
    }
    @Flow({ data: Data, name })
    class After {
      @StartTimer({ every: '1h', next: 'end', was: ['begin'] }) renamed!: FlowNode;
      @StartTimer({ every: '3h', next: 'end' }) other!: FlowNode;
      @End() end!: FlowNode;
    }
    const run = await makeRun([Before]);
    await run.advance('30m');
    const later = await makeRun([After], { store: run.store, clock: run.clock });
    await later.advance(0);

    const plans = (await run.scheduledStarts()).filter((one) => one.flow === name);
    expect(
      plans.map(({ node, schedule, dueAt }) => [node, schedule, dueAt.toISOString().slice(11, 16)]),
    ).toEqual([
      ['begin', 'every 1h', '01:00'],
      ['other', 'every 3h', '03:30'],
      ['renamed', 'every 1h', '01:00'],
    ]);
  });

  it('code may start there too', async () => {
    const Hourly = hourly();
    const run = await makeRun([Hourly]);
    const { process } = await run.start(Hourly, 'begin');
    expect(process.data).toEqual({ due: '2030-01-01T00:00:00.000Z' });
  });
});

describe('A start timer', () => {
  const mistakesOf = (options: object): string => {
    @Flow({ data: Data })
    class Wrong {
      @StartHandler({ next: 'end' }) start!: FlowNode;
      @StartTimer({ next: 'end', ...options }) timer!: FlowNode;
      @End() end!: FlowNode;
    }
    try {
      compileFlows([Wrong]);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    [{}, "'timer' has neither 'every' nor 'cron': expected one of them"],
    [{ every: '1h', cron: '* * * * *' }, "'timer' has both 'every' and 'cron': expected one of them"],
    [{ every: 'often' }, `'timer' is due every "often": expected a duration from '1s'`],
    [{ every: 0 }, "'timer' is due every 0: expected a duration from '1s'"],
    [{ every: '1h', timezone: 'UTC' }, `'timer' has the timezone "UTC" but no 'cron'`],
    [{ cron: '61 * * * *' }, `'timer' has the cron "61 * * * *": Constraint error`],
    [{ cron: '* * *' }, `'timer' has the cron "* * *": expected an expression of five fields`],
    [{ cron: '' }, `'timer' has the cron "": expected an expression of five fields`],
    [{ cron: 'H * * * *' }, `'timer' has the cron "H * * * *": expected an expression`],
    [{ cron: '0 0 30 2 *' }, `'timer' has the cron "0 0 30 2 *": `],
    [{ cron: '@never' }, `'timer' has the cron "@never": `],
    [
      { cron: '* * * * *', timezone: 'Mars/Olympus' },
      `'timer' has the timezone "Mars/Olympus": expected an IANA`,
    ],
    [{ every: '1h', attempts: 0 }, `'timer' has 0 attempts: expected a whole number from 1`],
    [{ every: '1h', backoff: 'x' }, `'timer' has the backoff "x": expected a duration`],
  ])('B15 %j is refused at boot with what is wrong', (options, message) => {
    expect(mistakesOf(options)).toContain(message);
  });

  it.each([
    { every: '1s' },
    { every: 90_000 },
    { cron: '0 9 * * THU' },
    { cron: '*/30 * * * * *', timezone: 'America/New_York' },
    { cron: '@daily' },
  ])('%j is a schedule', (options) => {
    expect(mistakesOf(options)).toBe('');
  });
});
