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
