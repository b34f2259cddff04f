import { parseDuration, type Duration } from '../definition/durations.js';
import { InputInvalidError } from '../errors.js';
import { Clock } from '../runtime/ports/clock.js';

/** A clock that stands still until it is moved. */
export class FakeClock extends Clock {
  private time: number;

  /** @param start - where it stands first. Default: 2030-01-01T00:00:00Z. */
  constructor(start: Date | string = '2030-01-01T00:00:00Z') {
    super();
    this.time = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.time);
  }

  /**
   * Moves the clock on.
   *
   * @throws {InputInvalidError} when it is no duration.
   *
   * @example
   * clock.advance('3d');
   */
  advance(duration: Duration): void {
    const milliseconds = parseDuration(duration);
    if (milliseconds === undefined)
      throw new InputInvalidError(`Expected a duration such as '3d', but got '${duration}'.`);
    this.time += milliseconds;
  }
}
