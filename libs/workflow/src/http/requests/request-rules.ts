import { ForbiddenError, UnsupportedMediaTypeError } from '../../errors.js';
import { header, type HttpRequest } from './http-request.js';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What a request that changes something must look like. A browser sends JSON to another site only after asking it;
 * a request without a body it would send unasked, so one that says it comes from another site is refused.
 *
 * @throws {UnsupportedMediaTypeError} when it has a body that is no JSON.
 * @throws {ForbiddenError} when it has none and comes from another site.
 */
export function checkRequest(request: HttpRequest): void {
  if (READING.has(request.method)) return;
  if (!hasBody(request)) {
    if (header(request, 'sec-fetch-site') !== 'cross-site') return;
    throw new ForbiddenError('Expected a request from this site, but it comes from another one.');
  }
  const type = header(request, 'content-type') ?? '';
  const essence = type.split(';', 1)[0]?.trim().toLowerCase();
  if (essence !== 'application/json') throw new UnsupportedMediaTypeError(type.slice(0, 100));
}

function hasBody(request: HttpRequest): boolean {
  const length = header(request, 'content-length');
  return header(request, 'transfer-encoding') !== undefined || (length !== undefined && Number(length) > 0);
}
