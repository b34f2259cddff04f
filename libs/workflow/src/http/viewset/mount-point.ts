import { Links } from '../answers/links.js';
import { pathsOf } from '../route-metadata.js';
import type { HttpRequest } from '../requests/http-request.js';
import type { ViewsetPart } from './viewset-scope.js';

/**
 * Where the controller of a handler is mounted, as the client of this request sees it: the pattern that matched
 * without the handler's own part of it, so that global prefixes, versions and router modules are in it.
 */
export function mountPoint(request: HttpRequest, handler: object): string {
  const pattern = `${request.baseUrl ?? ''}${request.route?.path ?? ''}`.replace(/\/+$/, '');
  const own = pathsOf(handler).find((path) => path === '' || pattern.endsWith(`/${path}`)) ?? '';
  const base = own === '' ? pattern : pattern.slice(0, -own.length - 1);
  return base
    .split('/')
    .map((segment) =>
      segment.startsWith(':') ? encodeURIComponent(request.params[segment.slice(1)] ?? '') : segment,
    )
    .join('/');
}

/** Where the viewset is mounted that a controller mounted there is part of. */
export function rootOf(base: string, part: ViewsetPart): string {
  return part === 'flow' || part === 'unknown-flow' ? base.slice(0, base.lastIndexOf('/')) : base;
}

/** The links of a controller mounted there; `shows` says which flows have pages in its viewset. */
export function linksFrom(base: string, part: ViewsetPart, shows: (flow: string) => boolean): Links {
  const root = rootOf(base, part);
  return new Links((flow) => {
    if (!shows(flow)) return undefined;
    return part === 'lone-flow' ? base : `${root}/${encodeURIComponent(flow)}`;
  });
}
