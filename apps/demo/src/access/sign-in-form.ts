import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { SessionRequest } from './session.js';

/** Whether a form of a page was sent, and not JSON. */
export function isForm(request: Request): boolean {
  return request.is('urlencoded') !== false && request.is('urlencoded') !== null;
}

/** Whether a request has JSON, or nothing at all: no page of another site can send it with this site's cookies. */
export function isOfProgram(request: Request): boolean {
  return request.headers['content-type'] === undefined || Boolean(request.is('json'));
}

/** A token for the forms of the sign-in page, kept in the session: nobody is signed in yet whom it could be signed for. */
export function formToken(request: SessionRequest): string {
  const token = request.session?.csrf ?? randomBytes(18).toString('base64url');
  request.session = { ...request.session, csrf: token };
  return token;
}

/** Whether a form comes from the page this browser was shown. */
export function isOurs(request: SessionRequest, token: unknown): boolean {
  const right = Buffer.from(request.session?.csrf ?? '');
  const given = Buffer.from(typeof token === 'string' ? token : '');
  return right.length > 0 && right.length === given.length && timingSafeEqual(right, given);
}
