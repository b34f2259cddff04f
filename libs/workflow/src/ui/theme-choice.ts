import { asTheme, READER_COOKIES } from './readers.js';
import { cookie } from './security/cookies.js';
import { localAddress } from './security/return-address.js';

const YEAR = 365 * 24 * 60 * 60;

/** What an address says of the colours a reader wants. */
export interface ThemeChoice {
  /** The cookies that keep it, as `Set-Cookie`s. */
  readonly cookies: readonly string[];
  /** The address without it. */
  readonly to: string;
}

/**
 * What a reader has chosen by `?theme=`, for every page of this host: those of the viewset with this root, and those of
 * the application's own. Kept by the browser, which then asks for the page as if nothing had been chosen.
 */
export function themeChoice(address: string, root: string): ThemeChoice | undefined {
  const [path = '', ...rest] = address.split('?');
  const query = new URLSearchParams(rest.join('?'));
  const theme = asTheme(query.get('theme') ?? undefined);
  if (!theme) return undefined;
  query.delete('theme');
  const text = query.toString();
  const kept = cookie(READER_COOKIES.theme, theme, { path: '/', maxAge: YEAR, readable: true });
  // One of a longer path would win; earlier versions made such.
  const former = root === '' ? [] : [cookie(READER_COOKIES.theme, '', { path: root, maxAge: 0 })];
  const to = localAddress(text === '' ? path : `${path}?${text}`) ?? (root || '/');
  return { cookies: [...former, kept], to };
}
