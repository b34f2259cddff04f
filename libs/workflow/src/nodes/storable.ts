const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);
const LARGEST_INT = 2_147_483_647;

/** Whether this is a moment that every database keeps: a date that is none, or far away, cannot be written. */
export function isMoment(value: unknown): value is Date {
  return value instanceof Date && value.getTime() >= EARLIEST && value.getTime() <= LATEST;
}

/** Whether this is a whole number that every database keeps. */
export function isInteger(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) <= LARGEST_INT;
}
