import { header, type HttpRequest } from '../../http/requests/http-request.js';

const ORIGIN = 'http://this.host';

/**
 * An address on this host, as path and query; `undefined` for anything that a browser could read as one elsewhere.
 */
export function localAddress(address: unknown): string | undefined {
  if (typeof address !== 'string' || address.length > 2_000) return undefined;
  // Browsers drop control characters, and read backslashes as slashes.
  if (!/^\/(?!\/)/.test(address) || [...address].some(misleads)) return undefined;
  if (!URL.canParse(address, ORIGIN)) return undefined;
  const { origin, pathname, search, hash } = new URL(address, ORIGIN);
  return origin === ORIGIN && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : undefined;
}

const misleads = (char: string): boolean => char === '\\' || char < ' ' || char === '\u007f';

/** The page of this host that a request came from, when it is another one; browsers tell it our pages. */
export function cameFrom(request: HttpRequest): string | undefined {
  const address = sentFrom(request);
  return address === request.originalUrl ? undefined : address;
}

/** The page of this host that a request was sent from. */
export function sentFrom(request: HttpRequest): string | undefined {
  const referer = header(request, 'referer') ?? '';
  if (!URL.canParse(referer)) return undefined;
  const { host, pathname, search } = new URL(referer);
  return host === header(request, 'host') ? localAddress(`${pathname}${search}`) : undefined;
}
