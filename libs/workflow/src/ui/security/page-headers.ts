import type { Visit } from '../../http/viewset/pages-port.js';

/**
 * Nothing but files and addresses of this host; no script and no style stands in a page itself. The nonce is for the
 * one stylesheet that Turbo makes, of its progress bar.
 */
const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** What every page is sent with. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  // What one user was shown is not kept for the next one at this machine.
  'Cache-Control': 'private, no-store',
  'Accept-CH': 'Sec-CH-Prefers-Color-Scheme',
};

/** A page as templates have rendered it, with the nonce that stands in it. */
export interface RenderedPage {
  readonly html: string;
  readonly nonce: string;
}

/** Makes the answer a page; only for what templates have rendered. */
export function sendAsPage(
  { html, nonce }: RenderedPage,
  visit: Pick<Visit, 'header' | 'status'>,
  status?: number,
): string {
  visit.header('Content-Security-Policy', contentSecurityPolicy(nonce));
  for (const [name, value] of Object.entries(PAGE_HEADERS)) visit.header(name, value);
  if (status !== undefined) visit.status(status);
  return html;
}
