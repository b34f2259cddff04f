import { parseDuration, type Duration } from '../../definition/durations.js';
import { ConfigurationError } from '../../errors.js';

/** How changes are told to browsers and clients as they happen. */
export interface LiveOptions {
  /** How many streams one user may have open in this instance: tabs, devices. Default 8. */
  readonly perUser?: number;
  /** How often a stream that has nothing to tell says that it is there, and asks whether its user still is. Default `'25s'`. */
  readonly heartbeat?: Duration;
  /**
   * How this instance hears of what others change: `notify` by PostgreSQL's LISTEN and NOTIFY, on a connection of its
   * own, which needs a direct connection or a pooler that keeps sessions; `poll` by looking it up. Default: `notify`
   * where the DataSource is a PostgreSQL server, `poll` elsewhere.
   */
  readonly transport?: 'notify' | 'poll';
  /** How often it is looked up with `poll`, while somebody listens. Default `'2s'`. */
  readonly poll?: Duration;
}

/** {@link LiveOptions} with everything said, durations in milliseconds. */
export interface LiveSettings {
  readonly perUser: number;
  readonly heartbeat: number;
  readonly poll: number;
}

/** @throws {ConfigurationError} when an option makes no sense. */
export function liveSettings({ perUser = 8, heartbeat = '25s', poll = '2s' }: LiveOptions): LiveSettings {
  if (!Number.isInteger(perUser) || perUser < 1) {
    throw new ConfigurationError(`Expected live.perUser to be a whole number from 1, but it is ${perUser}.`);
  }
  return { perUser, heartbeat: atLeast(100, 'heartbeat', heartbeat), poll: atLeast(100, 'poll', poll) };
}

function atLeast(least: number, name: string, duration: Duration): number {
  const milliseconds = parseDuration(duration);
  if (milliseconds !== undefined && milliseconds >= least) return milliseconds;
  throw new ConfigurationError(
    `Expected live.${name} to be a duration of at least ${least} ms such as '25s', but it is '${duration}'.`,
  );
}
