/** What Nestflow reads of a request, whatever the platform underneath. */
export interface HttpRequest {
  readonly method: string;
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params: Readonly<Record<string, string>>;
  readonly query?: unknown;
  readonly body?: unknown;
  /** The host and port that were asked for, as far as the platform trusts the proxies in front of it. */
  readonly host?: string;
  /** Where the application is mounted in another one. */
  readonly baseUrl?: string;
  /** The pattern that matched. */
  readonly route?: { readonly path: string };
}

/** One header's value; several of the same name count as one text. */
export function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
