import type { en } from './en.js';

/** What pages say, by key. `{name}` is filled in; of a key with `.one` and `.other`, what suits the number `n` is taken. */
export type Catalogue = Readonly<Record<WordKey, string>>;

/** A key of the catalogue. */
export type WordKey = keyof typeof en;

/** What is filled into words. */
export type WordValues = Readonly<Record<string, string | number | null | undefined>>;
