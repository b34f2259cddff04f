import type { Liquid } from 'liquidjs';
import type { Names } from '../people.js';
import type { Reader } from '../reader.js';
import type { WordValues } from '../words/catalogue.js';
import { htmlText } from './html-text.js';
import { iconSvg } from './icons.js';

/** What every template sees as `page`, however deep. */
export interface PageGlobals {
  readonly reader: Reader;
}

interface FilterThis {
  readonly context: { readonly globals: { readonly reader?: Reader; readonly names?: Names } };
}

/**
 * What templates can do with values. `t`: the words of a key. `icon`: one of the library's. `when`, `ago`: a moment,
 * exactly or from now. `person`: the name of a user's id.
 */
export function addFilters(liquid: Liquid): void {
  liquid.registerFilter('t', function (this: unknown, key: unknown, ...named: unknown[]) {
    return readerOf(this).words.say(String(key), valuesOf(named));
  });
  liquid.registerFilter('person', function (this: unknown, id: unknown) {
    const { names } = (this as FilterThis).context.globals;
    return names?.get(String(id)) ?? id;
  });
  liquid.registerFilter('icon', { raw: true, handler: (name: unknown) => iconSvg(String(name)) });
  liquid.registerFilter('when', {
    raw: true,
    handler(this: unknown, value: unknown) {
      return timeElement(readerOf(this), value, 'exact');
    },
  });
  liquid.registerFilter('ago', {
    raw: true,
    handler(this: unknown, value: unknown) {
      return timeElement(readerOf(this), value, 'ago');
    },
  });
}

/** Arguments as LiquidJS passes them: `n: 3` is `['n', 3]`. */
function valuesOf(named: readonly unknown[]): WordValues {
  return Object.fromEntries(named.filter((one) => Array.isArray(one)) as [string, string][]);
}

function readerOf(self: unknown): Reader {
  const { reader } = (self as FilterThis).context.globals;
  // Only the renderer renders, and it gives the reader.
  return reader as Reader;
}

function timeElement({ moments, words }: Reader, value: unknown, style: 'exact' | 'ago'): string {
  const moment = value instanceof Date ? value : new Date(String(value));
  if (Number.isNaN(moment.getTime())) return '';
  const iso = moment.toISOString();
  const exact = moments.exact(moment);
  const text = style === 'exact' ? exact : moments.fromNow(moment);
  return (
    `<time datetime="${iso}" data-nf-time="${style}" lang="${htmlText(words.locale)}"` +
    `${style === 'ago' ? ` title="${htmlText(exact)}"` : ''}>${htmlText(text)}</time>`
  );
}
