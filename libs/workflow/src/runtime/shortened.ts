import type { Plain } from './plain-data.js';

/** How many characters of one value the history keeps. */
export const LONGEST_KEPT = 1_000;

/**
 * A value as the history keeps it. What is longer than {@link LONGEST_KEPT} characters in all is cut: of a text its
 * beginning and `…`, of a list its first items, of an object its first members.
 */
export function shortened(value: Plain): { readonly value: Plain; readonly isCut: boolean } {
  const room = new Room();
  return { value: room.fit(value), isCut: room.isCut };
}

class Room {
  isCut = false;
  private left = LONGEST_KEPT;

  fit(value: Plain): Plain {
    if (typeof value === 'string') return this.fitText(value);
    if (typeof value !== 'object' || value === null) {
      this.left -= String(value).length;
      return value;
    }
    const kept: [string, Plain][] = [];
    for (const [name, member = null] of Object.entries(value)) {
      // An item of a list costs something, too, however little is in it.
      const needed = Array.isArray(value) ? 1 : name.length + 1;
      if (this.left < needed) {
        this.isCut = true;
        break;
      }
      this.left -= needed;
      kept.push([name, this.fit(member)]);
    }
    return Array.isArray(value) ? kept.map(([, item]) => item) : Object.fromEntries(kept);
  }

  private fitText(text: string): string {
    if (text.length <= this.left) {
      this.left -= text.length;
      return text;
    }
    // Half of a character that takes two cannot be stored.
    const beginning = text.slice(0, Math.max(0, this.left)).replace(/[\uD800-\uDBFF]$/, '');
    this.left = 0;
    this.isCut = true;
    return `${beginning}…`;
  }
}
