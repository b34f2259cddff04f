import { HttpException, Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ProcessBusyError, WorkflowError } from '../errors.js';
import { errorAnswer } from '../http/errors/error-answer.js';
import type { Visit } from '../http/viewset/pages-port.js';
import { PageRenderer } from './page-renderer.js';
import { PAGES_OPTIONS, type PagesOptions } from './pages-options.js';
import { Readers } from './readers.js';
import { sendAsPage } from './security/page-headers.js';
import { localAddress } from './security/return-address.js';

/** What a page tells of an error. */
interface Told {
  readonly status: number;
  readonly code: string;
  /** The error's own words: what exactly was expected, and what came. */
  readonly detail?: string;
}

/** Answers a browser that something went wrong: what, and where to go from there. */
@Injectable()
export class ErrorPages {
  private readonly logger = new Logger('Nestflow');

  constructor(
    private readonly readers: Readers,
    private readonly renderer: PageRenderer,
    private readonly host: HttpAdapterHost,
    @Inject(PAGES_OPTIONS) private readonly options: PagesOptions,
  ) {}

  /** The page; for who is not signed in, a redirect to where one signs in. Errors it has no words for pass through. */
  async answer(error: unknown, visit: Visit): Promise<string> {
    const told = this.tell(error);
    if (!told) throw error;
    const { signIn } = this.options;
    const { originalUrl } = visit.request;
    if (told.status === 401 && signIn !== undefined) {
      const back = encodeURIComponent(localAddress(originalUrl) ?? visit.root);
      visit.status(303);
      visit.header('Location', `${signIn}${signIn.includes('?') ? '&' : '?'}return=${back}`);
      return '';
    }
    if (error instanceof ProcessBusyError) visit.header('Retry-After', String(error.retryAfter));
    const user = await this.userOf(visit);
    const reader = this.readers.of(visit.request, user);
    const key = reader.words.has(`error.${told.code}`) ? told.code : String(told.status);
    const known = reader.words.has(`error.${key}`) ? key : 'other';
    const rendered = await this.renderer.render(
      {
        template: 'error.liquid',
        title: reader.words.say(`error.${known}`),
        model: {
          status: told.status,
          code: told.code,
          help: reader.words.say(`error.${known}.help`),
          detail: told.detail,
        },
      },
      { reader, root: visit.root, here: originalUrl },
    );
    return sendAsPage(rendered, visit, told.status);
  }

  private async userOf(visit: Visit) {
    try {
      return (await visit.call()).user;
    } catch {
      return undefined;
    }
  }

  private tell(error: unknown): Told | undefined {
    if (error instanceof WorkflowError) {
      const { statusCode: status, code, message } = errorAnswer(error);
      if (status >= 500) this.logger.error(error.message, error.stack);
      return { status, code, detail: status >= 500 ? undefined : message };
    }
    // What the application's own code throws at HTTP is told as it is; all else is for its own filters.
    if (error instanceof HttpException) {
      return { status: error.getStatus(), code: 'application', detail: error.message };
    }
    return undefined;
  }
}
