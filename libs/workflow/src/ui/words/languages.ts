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
    const wanted = this.options.locale === undefined ? preferred(acceptLanguage) : [this.options.locale];
    for (const tag of wanted) {
      const found =
        this.languages.get(tag.toLowerCase()) ?? this.languages.get(tag.toLowerCase().split('-')[0] ?? '');
      if (found) return found;
    }
    return this.languages.get('en') as Words;
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
