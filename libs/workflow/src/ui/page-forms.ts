import { Injectable } from '@nestjs/common';
import { ForbiddenError, InputInvalidError } from '../errors.js';
import { header } from '../http/requests/http-request.js';
import type { Fields } from './page.js';
import type { PageVisit } from './page-visit.js';
import { Csrf } from './security/csrf.js';

/** A form that came from a page of ours. */
interface OpenedForm {
  readonly fields: Fields;
  /** Of this very form: sent twice, it acts once. */
  readonly key: string | undefined;
  /** The page was open for too long; what it sent may be shown again, and not acted on. */
  readonly stale: boolean;
}

/** Takes what forms send, when they are ours. */
@Injectable()
export class PageForms {
  constructor(private readonly csrf: Csrf) {}

  /** @throws {ForbiddenError} when the form is not of a page that this user was shown. */
  open(page: PageVisit): OpenedForm {
    const { request } = page.visit;
    const body: unknown = request.body ?? {};
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new InputInvalidError('Expected the fields of a form, but got something else.');
    }
    const { csrf, once, ...fields } = body as Record<string, unknown>;
    const verdict = this.csrf.check(page.call.user.id, csrf);
    if (verdict === 'forged' || header(request, 'sec-fetch-site') === 'cross-site') {
      throw new ForbiddenError(
        'Expected a form of this application, but it comes from elsewhere. Load the page again.',
      );
    }
    const key = typeof once === 'string' && /^[\w-]{1,80}$/.test(once) ? `page:${once}` : undefined;
    return { fields, key, stale: verdict === 'stale' };
  }
}
