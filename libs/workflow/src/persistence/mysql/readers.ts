import type { Readers } from '../columns.js';

/** What the driver leaves for us: JSON comes as text, flags as numbers, moments as text when it is told so. */
export const READERS: Readers = {
  json: (value) => JSON.parse(String(value)) as unknown,
  flag: (value) => Boolean(value),
  moment: (value) => (value instanceof Date ? value : new Date(String(value))),
};
