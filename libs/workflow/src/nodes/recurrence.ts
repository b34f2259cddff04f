import { CronExpressionParser } from 'cron-parser';
import { parseDuration, type Duration } from '../definition/durations.js';

/** When something happens again and again. One of `every` and `cron`. */
export interface Schedule {
  /** How long from one to the next, at least a second: `'1h'`. */
  readonly every?: Duration;
  /** A cron expression of five fields, or six with seconds in front, or `@daily` and the like: `'0 9 * * 1-5'`. */
  readonly cron?: string;
  /** The time zone that `cron` is meant in, as IANA names it: `'Europe/Berlin'`. Default `'UTC'`. */
  readonly timezone?: string;
}

const SHORTEST = 1_000;

/** The first moment of a schedule after this one; intervals are counted on from `last`. */
export function nextMoment({ every, cron, timezone }: Schedule, after: Date, last = after): Date {
  if (cron !== undefined) {
    return CronExpressionParser.parse(cron, { currentDate: after, tz: timezone ?? 'UTC' })
      .next()
      .toDate();
  }
  const interval = parseDuration(every) ?? SHORTEST;
  const passed = Math.max(0, Math.floor((after.getTime() - last.getTime()) / interval));
  return new Date(last.getTime() + (passed + 1) * interval);
}

/** The schedule in words. */
export function scheduleText({ every, cron, timezone }: Schedule): string {
  return cron === undefined ? `every ${every ?? ''}` : `${cron} (${timezone ?? 'UTC'})`;
}

/** As BPMN has cycles: `R/PT3600S`, and cron expressions as they are. */
export function timeCycle({ every, cron }: Schedule): string {
  return cron ?? `R/PT${(parseDuration(every) ?? 0) / 1000}S`;
}

/** What is wrong with a schedule, one sentence each. */
export function recurrenceMistakes(name: string, schedule: Schedule): string[] {
  const { every, cron, timezone } = schedule;
  if ((every === undefined) === (cron === undefined)) {
    return [
      `'${name}' has ${every === undefined ? "neither 'every' nor 'cron'" : "both 'every' and 'cron'"}: expected one of them`,
    ];
  }
  if (cron === undefined) {
    const milliseconds = parseDuration(every);
    return [
      ...(milliseconds === undefined || milliseconds < SHORTEST
        ? [`'${name}' is due every ${JSON.stringify(every)}: expected a duration from '1s', such as '1h'`]
        : []),
      ...(timezone === undefined
        ? []
        : [
            `'${name}' has the timezone ${JSON.stringify(timezone)} but no 'cron': expected one only with the other`,
          ]),
    ];
  }
  const zone = zoneMistake(timezone);
  const expression = cronMistake(cron);
  return [
    ...(zone ? [`'${name}' has the timezone ${JSON.stringify(timezone)}: ${zone}`] : []),
    ...(expression ? [`'${name}' has the cron ${JSON.stringify(cron)}: ${expression}`] : []),
  ];
}

function zoneMistake(timezone: unknown): string | undefined {
  const advice = "expected an IANA time zone such as 'Europe/Berlin'";
  if (timezone === undefined) return undefined;
  if (typeof timezone !== 'string' || timezone.length > 60) return advice;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return undefined;
  } catch {
    return advice;
  }
}

function cronMistake(cron: unknown): string | undefined {
  const advice = "expected an expression of five fields such as '0 9 * * 1-5'";
  if (typeof cron !== 'string' || cron.length > 150) return advice;
  const fields = cron.trim().split(/\s+/);
  const isAlias = /^@[a-z]+$/.test(cron);
  // The parser fills in what is left out, and draws lots for H: the moment would not be the same everywhere.
  if (!isAlias && (fields.length < 5 || fields.length > 6 || /h/i.test(cron.replace(/thu/gi, '')))) {
    return advice;
  }
  try {
    CronExpressionParser.parse(cron, { tz: 'UTC' }).next();
    return undefined;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}; ${advice}`;
  }
}
