import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
const pool = new Uint8Array(BYTES * 1024);
let used = pool.length;
let lastMoment = 0;
let sequence = 0;

/**
 * A new UUIDv7 (RFC 9562). Ids made by one process of the application increase strictly, so that rows made in one
 * transition sort in the order they were made.
 */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += BYTES));
  const now = Date.now();
  if (now > lastMoment) {
    lastMoment = now;
    // Half of the 32 bits are left to count up in.
    sequence = ((random[6] ?? 0) << 16) | ((random[7] ?? 0) << 8) | (random[8] ?? 0);
  } else if (++sequence > 0xffffffff) {
    lastMoment += 1;
    sequence = 0;
  }
  return v7({ random, msecs: lastMoment, seq: sequence });
}

/** The lowest id that could have been made at this moment, or after it. */
export function firstIdOf(moment: Date): string {
  const time = Math.max(moment.getTime(), 0).toString(16).padStart(12, '0').slice(-12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
