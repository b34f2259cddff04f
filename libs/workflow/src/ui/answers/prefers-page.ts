import { header, type HttpRequest } from '../../http/requests/http-request.js';

const PAGE_TYPES = new Set(['text/html', 'application/xhtml+xml']);

/**
 * Whether the client asks for a page by name, and for JSON not rather. Whoever takes anything (`*\/*`) gets JSON; a
 * browser lists `text/html`.
 */
export function prefersPage(request: HttpRequest): boolean {
  let page = 0;
  let json = 0;
  for (const part of (header(request, 'accept') ?? '').slice(0, 1_000).split(',')) {
    const [type = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
    const quality = Number(parameters.find((word) => word.startsWith('q='))?.slice(2) ?? 1);
    if (PAGE_TYPES.has(type)) page = Math.max(page, quality);
    if (type === 'application/json') json = Math.max(json, quality);
  }
  return page > 0 && page >= json && !(page === json && jsonFirst(request));
}

function jsonFirst(request: HttpRequest): boolean {
  const accept = (header(request, 'accept') ?? '').toLowerCase();
  const json = accept.indexOf('application/json');
  return json >= 0 && json < accept.indexOf('text/html');
}

/** The media type of a request's body. */
export function bodyType(request: HttpRequest): string {
  return (header(request, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
