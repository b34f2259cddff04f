import type { Readers } from '../columns.js';

/** The pg driver parses all kinds, unless the application told it to leave moments alone. */
export const READERS: Readers = {
  moment: (value) => (value instanceof Date ? value : new Date(String(value))),
};
