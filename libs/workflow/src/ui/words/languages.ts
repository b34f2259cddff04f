import { Inject, Injectable } from '@nestjs/common';
import { PAGES_OPTIONS, type PagesOptions } from '../pages-options.js';
import { de } from './de.js';
import { en } from './en.js';
import { Words } from './words.js';

/** The languages pages can be read in: English and German, and what the application adds. */
@Injectable()
export class Languages {
  private readonly languages: ReadonlyMap<string, Words>;

  constructor(@Inject(PAGES_OPTIONS) private readonly options: PagesOptions) {
    const own = options.words ?? {};
    const known: Record<string, object> = { en, de };
    const tags = [...new Set([...Object.keys(known), ...Object.keys(own)])];
    this.languages = new Map(
      // What a language lacks is said in English.
      tags.map((tag) => [tag.toLowerCase(), new Words(tag, { ...en, ...known[tag], ...own[tag] })]),
    );
  }

  /** The best language for a reader: the application's choice, else the first of `Accept-Language` there is. */
  choose(acceptLanguage: string | undefined): Words {
    for (const tag of this.wanted(acceptLanguage)) {
      const found = this.languages.get(tag.toLowerCase()) ?? this.languages.get(languageOf(tag));
      if (found) return found;
    }
    return this.languages.get('en') as Words;
  }

  /** How the reader of these words writes dates: as in their own region, `en-GB`, else as in the language at large. */
  region({ locale }: Words, acceptLanguage: string | undefined): string {
    const language = languageOf(locale);
    const own = this.wanted(acceptLanguage).find((tag) => languageOf(tag) === language && isLocale(tag));
    return own ?? locale;
  }

  private wanted(acceptLanguage: string | undefined): string[] {
    return this.options.locale === undefined ? preferred(acceptLanguage) : [this.options.locale];
  }
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

/** Whether this runtime can write dates as they do there. */
function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/** The tags of an `Accept-Language`, the most wanted first. */
function preferred(header = ''): string[] {
  return header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { tag, q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ tag, q }) => tag !== '' && q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ tag }) => tag);
}
