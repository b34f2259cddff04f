import type { WordValues } from './catalogue.js';

/** The words of one language. A key nobody has words for stays as it is, so that it is seen. */
export class Words {
  private readonly plurals: Intl.PluralRules;

  constructor(
    /** BCP 47. */
    readonly locale: string,
    private readonly catalogue: Readonly<Record<string, string | undefined>>,
  ) {
    this.plurals = new Intl.PluralRules(locale);
  }

  /** The text of a key, or of its form for the number `n`. */
  say(key: string, values: WordValues = {}): string {
    const { n } = values;
    const form = typeof n === 'number' ? `${key}.${this.plurals.select(n)}` : key;
    const text = this.find(form) ?? this.find(`${key}.other`) ?? this.find(key);
    return text === undefined
      ? key
      : text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  }

  /** Whether there is a text of this key. */
  has(key: string): boolean {
    return this.find(key) !== undefined;
  }

  private find(key: string): string | undefined {
    return Object.hasOwn(this.catalogue, key) ? this.catalogue[key] : undefined;
  }
}
