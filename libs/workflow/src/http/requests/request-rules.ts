import { ForbiddenError, UnsupportedMediaTypeError } from '../../errors.js';
import { header, type HttpRequest } from './http-request.js';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What a request that changes something must look like. A browser sends JSON to another site only after asking it;
 * a request without a body it would send unasked, so one that comes from another site is refused.
 *
 * @throws {UnsupportedMediaTypeError} when it has a body that is no JSON.
 * @throws {ForbiddenError} when it has none and comes from another site.
 */
export function checkRequest(request: HttpRequest): void {
  if (READING.has(request.method)) return;
  if (!hasBody(request)) refuseUnasked(request);
  else if (!isJson(request)) {
    throw new UnsupportedMediaTypeError((header(request, 'content-type') ?? '').slice(0, 100));
  }
}

/**
 * Refuses what a browser sends from another site without asking this one: a change without a body, or with one that is
 * no JSON.
 *
 * @throws {ForbiddenError}
 */
export function refuseUnasked(request: HttpRequest): void {
  if (READING.has(request.method) || !isFromElsewhere(request)) return;
  if (hasBody(request) && isJson(request)) return;
  throw new ForbiddenError('Expected a request from this site, but it comes from another one.');
}

/**
 * Whether a browser says that another site's page has sent this. Browsers without `Sec-Fetch-Site`, and all of them on
 * plain HTTP, say so by `Origin` alone: it must be the host that was asked. What is no browser sends neither.
 */
function isFromElsewhere(request: HttpRequest): boolean {
  const site = header(request, 'sec-fetch-site');
  if (site !== undefined) return site === 'cross-site';
  const origin = header(request, 'origin');
  if (origin === undefined) return false;
  const host = request.host ?? header(request, 'host');
  return !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase();
}

function isJson(request: HttpRequest): boolean {
  const [essence = ''] = (header(request, 'content-type') ?? '').split(';', 1);
  return essence.trim().toLowerCase() === 'application/json';
}

function hasBody(request: HttpRequest): boolean {
  const length = header(request, 'content-length');
  return header(request, 'transfer-encoding') !== undefined || (length !== undefined && Number(length) > 0);
}
