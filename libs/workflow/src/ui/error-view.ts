import type { HttpRequest } from '../http/requests/http-request.js';
import type { PageView } from './page.js';
import type { Reader } from './reader.js';
import { TemplateFailure } from './rendering/template-failure.js';
import { cameFrom } from './security/return-address.js';

/** The template of an error's page. */
export const ERROR_TEMPLATE = 'error.liquid';

/** What a page tells of an error. */
export interface Told {
  readonly status: number;
  readonly code: string;
  /** The error's own words: what exactly was expected, and what came. */
  readonly detail?: string;
}

/** What is told of a template that fails: that something did. The log says what. */
export function toldOfTemplate(error: unknown): Told | undefined {
  return error instanceof TemplateFailure ? { status: 500, code: 'template' } : undefined;
}

/** The page of an error. */
export function errorView({ status, code, detail }: Told, request: HttpRequest, { words }: Reader): PageView {
  const key = words.has(`error.${code}`) ? code : String(status);
  const known = words.has(`error.${key}`) ? key : 'other';
  const back = cameFrom(request);
  return {
    template: ERROR_TEMPLATE,
    title: words.say(`error.${known}`),
    status,
    // What a form was sent to is no page to come back to.
    address: request.method === 'POST' ? back : undefined,
    model: { status, code, help: words.say(`error.${known}.help`), detail, back },
  };
}
