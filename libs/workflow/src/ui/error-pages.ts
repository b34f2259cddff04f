import { HttpException, Inject, Injectable, Logger } from '@nestjs/common';
import { ProcessBusyError, WorkflowError } from '../errors.js';
import { errorAnswer } from '../http/errors/error-answer.js';
import type { Visit } from '../http/viewset/pages-port.js';
import type { ViewsetCall } from '../http/viewset/viewset-call.js';
import { errorView, toldOfTemplate, type Told } from './error-view.js';
import { FramedPages } from './framed-pages.js';
import type { PageView } from './page.js';
import { PageRenderer } from './page-renderer.js';
import { PageVisit } from './page-visit.js';
import { PAGES_OPTIONS, type PagesOptions } from './pages-options.js';
import { Readers } from './readers.js';
import { sendAsPage } from './security/page-headers.js';
import { localAddress, sentFrom } from './security/return-address.js';

/**
 * Answers a browser that something went wrong: what, and where to go from there. Who is signed in keeps the menu, and
 * finds back to the page they came from.
 */
@Injectable()
export class ErrorPages {
  private readonly logger = new Logger('Nestflow');

  constructor(
    private readonly readers: Readers,
    private readonly framed: FramedPages,
    private readonly renderer: PageRenderer,
    @Inject(PAGES_OPTIONS) private readonly options: PagesOptions,
  ) {}

  /** The page; for who is not signed in, a redirect to where one signs in. Errors it has no words for pass through. */
  async answer(error: unknown, visit: Visit): Promise<string> {
    const told = this.tell(error);
    if (!told) throw error;
    const { signIn } = this.options;
    const { originalUrl } = visit.request;
    if (told.status === 401 && signIn !== undefined) {
      // What a form was sent to is no page to come back to.
      const page = visit.request.method === 'POST' ? sentFrom(visit.request) : localAddress(originalUrl);
      const back = encodeURIComponent(page ?? visit.root);
      visit.status(303);
      visit.header('Location', `${signIn}${signIn.includes('?') ? '&' : '?'}return=${back}`);
      return '';
    }
    if (error instanceof ProcessBusyError) visit.header('Retry-After', String(error.retryAfter));
    const call = await this.callOf(visit);
    const reader = this.readers.of(visit.request, call?.user);
    const view = errorView(told, visit.request, reader);
    const framed = call && (await this.inFrame(view, new PageVisit(visit, call, reader)));
    if (framed !== undefined) return framed;
    const rendered = await this.renderer.render(view, { reader, root: visit.root, here: originalUrl });
    return sendAsPage(rendered, visit, told.status);
  }

  /** With the menu and what it counts; without, when just that is what fails. */
  private async inFrame(view: PageView, page: PageVisit): Promise<string | undefined> {
    try {
      return await this.framed.show(view, page);
    } catch (failure) {
      this.logger.warn(`The page of an error is shown without its menu: ${String(failure)}`);
      return undefined;
    }
  }

  private async callOf(visit: Visit): Promise<ViewsetCall | undefined> {
    try {
      return await visit.whole();
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
    return toldOfTemplate(error);
  }
}
