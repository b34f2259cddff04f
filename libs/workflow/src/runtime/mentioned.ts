/** So many people can be named in one comment; whoever comes after them is only text. */
const MOST_NAMES = 20;

/** `@` in front of a user id, where a word may begin. */
const NAME = /(?<![\p{L}\p{M}\p{N}_@.+-])@([\p{L}\p{N}_][\p{L}\p{M}\p{N}_.@+-]{0,99})/gu;

/**
 * The user ids that a text may name with an `@` in front, as candidates for each place: with the punctuation that ends
 * a sentence, and without it.
 */
export function namesIn(text: string): string[][] {
  const places = new Map<string, string[]>();
  for (const [, written = ''] of text.matchAll(NAME)) {
    const plain = written.replace(/[.@+-]+$/, '');
    places.set(written, [...new Set([written, plain])]);
    if (places.size === MOST_NAMES) break;
  }
  return [...places.values()];
}
