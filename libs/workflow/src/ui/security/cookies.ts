/** The value of a cookie of a request. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key = '', ...value] = part.split('=');
    if (key.trim() === name) return value.join('=').trim();
  }
  return undefined;
}

/** How a cookie is kept. */
interface CookieOptions {
  readonly path: string;
  /** Seconds; 0 forgets it. */
  readonly maxAge: number;
  /** Scripts of pages may read it. */
  readonly readable?: boolean;
}

/** A `Set-Cookie`: sent back to this site only, and not when another one leads here with a form. */
export function cookie(name: string, value: string, { path, maxAge, readable }: CookieOptions): string {
  const parts = [`${name}=${value}`, `Path=${path || '/'}`, `Max-Age=${maxAge}`, 'SameSite=Lax'];
  return [...parts, ...(readable ? [] : ['HttpOnly'])].join('; ');
}
