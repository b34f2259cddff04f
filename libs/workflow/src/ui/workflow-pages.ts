import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ConfigurationError, ForbiddenError } from '../errors.js';
import type { HttpRequest } from '../http/requests/http-request.js';
import { AccessPolicy } from '../runtime/ports/access-policy.js';
import { WorkflowService } from '../runtime/workflow.service.js';
import { errorView, toldOfTemplate } from './error-view.js';
import type { PageView } from './page.js';
import { type Frame, PageRenderer } from './page-renderer.js';
import { PAGES_OPTIONS, type PagesOptions } from './pages-options.js';
import { Readers } from './readers.js';
import { Csrf } from './security/csrf.js';
import { sendAsPage } from './security/page-headers.js';
import { themeChoice } from './theme-choice.js';

/** A page of the application's own. */
export interface OwnPage {
  /** The template's name in the application's folder; it may begin with `{% layout 'base.liquid' %}`. */
  readonly template: string;
  /** Of the window, and of the page itself. */
  readonly title: string;
  /** Address of the viewset whose menu the page has: `/workflow`. */
  readonly root: string;
  /** Plain data; the template sees it beside `page`. */
  readonly model?: object;
  /** Default 200. */
  readonly status?: number;
}

/**
 * Shows pages of the application's own — to sign in, a report — as the library shows its own: in its layout, with its
 * menu for who is signed in, and with the same headers.
 *
 * @example
 * \@Controller('report')
 * export class ReportController {
 *   constructor(private readonly pages: WorkflowPages) {}
 *   \@Get() show(\@Req() request: Request, \@Res({ passthrough: true }) response: Response) {
 *     return this.pages.show({ request, response }, { template: 'report.liquid', title: 'Report', root: '/workflow' });
 *   }
 * }
 */
@Injectable()
export class WorkflowPages {
  /** @internal */
  constructor(
    private readonly renderer: PageRenderer,
    private readonly readers: Readers,
    private readonly csrf: Csrf,
    private readonly access: AccessPolicy,
    private readonly workflow: WorkflowService,
    private readonly host: HttpAdapterHost,
    @Inject(PAGES_OPTIONS) private readonly options: PagesOptions | false,
  ) {}

  /**
   * The page as HTML; headers and status are set on the response. Where the address says what colours the reader
   * chose, a redirect to the page in them; where the template fails, the page of an error, and the log says why.
   *
   * @throws {ConfigurationError} when the application has no pages.
   */
  async show({ request, response }: { request: object; response: object }, page: OwnPage): Promise<string> {
    if (this.options === false) {
      throw new ConfigurationError("Expected the application to have pages, but 'pages' is false.");
    }
    const asked = request as HttpRequest;
    const { httpAdapter } = this.host;
    const chosen = themeChoice(asked.originalUrl, page.root);
    if (chosen) {
      for (const one of chosen.cookies) httpAdapter.appendHeader(response, 'Set-Cookie', one);
      httpAdapter.setHeader(response, 'Location', chosen.to);
      httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
      httpAdapter.status(response, 303);
      return '';
    }
    const user = await this.access.user(asked);
    const view = { template: page.template, title: page.title, status: page.status, model: page.model ?? {} };
    const { rendered, status } = await this.rendered(view, asked, {
      reader: this.readers.of(asked, user),
      root: page.root,
      here: asked.originalUrl,
      counts: user && (await this.workflow.counts(user)),
    });
    return sendAsPage(
      rendered,
      {
        header: (name, value) => {
          httpAdapter.setHeader(response, name, value);
        },
        status: (code) => {
          httpAdapter.status(response, code);
        },
      },
      status,
    );
  }

  /** The page; when its template fails, that of an error. */
  private async rendered(view: PageView, request: HttpRequest, frame: Frame) {
    try {
      return { rendered: await this.renderer.render(view, frame), status: view.status };
    } catch (failure) {
      const told = toldOfTemplate(failure);
      if (!told) throw failure;
      const error = errorView(told, request, frame.reader);
      return { rendered: await this.renderer.render(error, frame), status: told.status };
    }
  }

  /**
   * Checks that a form comes from a page this user was shown: its template has
   * `{% render 'parts/form-tokens.liquid' %}` in the form.
   *
   * @throws {ForbiddenError} when it does not, or nobody is signed in.
   */
  async checkForm(request: object): Promise<void> {
    const user = await this.access.user(request);
    const { body } = request as HttpRequest;
    const token = (body as { csrf?: unknown } | null | undefined)?.csrf;
    if (user && this.csrf.check(user.id, token) === 'good') return;
    throw new ForbiddenError(
      'Expected a form of a page of this application, but it is none, or the page is too old. Load the page again.',
    );
  }
}
