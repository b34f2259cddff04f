import { randomBytes } from 'node:crypto';

/** Hexadecimal digits of randomness in each id's last part, and how many such parts are made from one pool. */
const DIGITS = 12;
const POOL = 1024;
/** Ids of one millisecond are told apart by a counter of 26 bits, which begins in its lower half. */
const COUNTER = 0x4000000;
const LOW_BITS = 14;

let pool = '';
let used = POOL;
let lastMoment = 0;
let counter = 0;
/** Of the current millisecond: the id up to its version, and up to its variant. */
let time = '';
let head = '';

/**
 * A new UUIDv7 (RFC 9562, with a counter in its random part). Ids made by one process of the application increase
 * strictly, so that rows made in one transition sort in the order they were made.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMoment || ++counter === COUNTER) begin(Math.max(now, lastMoment + 1));
  else if ((counter & 0x3fff) === 0) nameHead();
  return `${head}${(0x8000 | (counter & 0x3fff)).toString(16)}-${randomDigits()}`;
}

function randomDigits(): string {
  if (used === POOL) {
    pool = randomBytes((POOL * DIGITS) / 2).toString('hex');
    used = 0;
  }
  return pool.slice(used * DIGITS, ++used * DIGITS);
}

function begin(moment: number): void {
  lastMoment = moment;
  counter = Number.parseInt(randomDigits().slice(0, 7), 16) & (COUNTER / 2 - 1);
  const digits = moment.toString(16).padStart(12, '0');
  time = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
  nameHead();
}

function nameHead(): void {
  head = `${time}${(counter >>> LOW_BITS).toString(16).padStart(3, '0')}-`;
}

/** The lowest id that could have been made at this moment, or after it. */
export function firstIdOf(moment: Date): string {
  const time = Math.max(moment.getTime(), 0).toString(16).padStart(12, '0').slice(-12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
