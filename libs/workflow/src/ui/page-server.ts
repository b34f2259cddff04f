import { Injectable, StreamableFile } from '@nestjs/common';
import { InputInvalidError, TransitionNotAllowedError } from '../errors.js';
import type { HttpRequest } from '../http/requests/http-request.js';
import type { Pages, Visit } from '../http/viewset/pages-port.js';
import { bodyType, prefersPage } from './answers/prefers-page.js';
import { ConflictPages } from './conflict-pages.js';
import { ErrorPages } from './error-pages.js';
import { FramedPages } from './framed-pages.js';
import type { Done, Page, PageAction, PageView } from './page.js';
import { PageForms } from './page-forms.js';
import { PageRegistry } from './page-registry.js';
import { PAGE_TEMPLATE, type PageTemplateOptions } from './page-template.decorator.js';
import { PageVisit } from './page-visit.js';
import { Readers } from './readers.js';
import { themeChoice, type ThemeChoice } from './theme-choice.js';

const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', ''];

/**
 * Answers browsers: a GET with the page of what the route answers, a form's POST with a redirect to where it leads
 * (303), with the form once more (422), or with the page of an error.
 */
@Injectable()
export class PageServer implements Pages {
  constructor(
    private readonly registry: PageRegistry,
    private readonly readers: Readers,
    private readonly forms: PageForms,
    private readonly framed: FramedPages,
    private readonly errors: ErrorPages,
    private readonly conflicts: ConflictPages,
  ) {}

  serves(request: HttpRequest): boolean {
    if (!prefersPage(request)) return false;
    return isReading(request) || (request.method === 'POST' && FORM_TYPES.includes(bodyType(request)));
  }

  has(route: string): boolean {
    return this.registry.page(route) !== undefined;
  }

  async serve(visit: Visit): Promise<unknown> {
    try {
      const call = await visit.call();
      const page = new PageVisit(visit, call, this.readers.of(visit.request, call.user));
      return isReading(visit.request) ? await this.read(page) : await this.act(page);
    } catch (error) {
      return this.errors.answer(error, visit);
    }
  }

  private async read(page: PageVisit): Promise<unknown> {
    const { visit } = page;
    const chosen = themeChoice(visit.request.originalUrl, visit.root);
    if (chosen) return this.keepTheme(chosen, visit);
    const found = this.registry.page(visit.route) ?? ownPage(visit);
    const elsewhere = found?.redirect?.(page);
    if (elsewhere !== undefined) return redirect(visit, elsewhere);
    const answer = await visit.answer();
    if (!found || answer instanceof StreamableFile) return answer;
    return this.framed.show(await found.view(answer, page), page);
  }

  private async act(page: PageVisit): Promise<unknown> {
    const { visit } = page;
    const action = this.registry.action(visit.route);
    const fields = this.forms.open(page);
    const outcome = await this.attempt(action, fields, page);
    if ('template' in outcome) return this.framed.show({ status: 422, ...outcome }, page);
    if (page.quiet) return nothing(visit);
    if (outcome.flash) this.framed.say(outcome.flash, page);
    return redirect(visit, outcome.to);
  }

  private async attempt(
    action: PageAction,
    { fields, key, stale }: ReturnType<PageForms['open']>,
    page: PageVisit,
  ): Promise<PageView | Done> {
    const invalid = { message: page.words.say('form.stale'), errors: [], stale: true };
    const again = stale ? await action.again?.(invalid, fields, page) : await action.instead?.(fields, page);
    if (again) return again;
    if (stale) throw new InputInvalidError(page.words.say('form.stale'));
    try {
      const body = (await action.body?.(fields, page)) ?? {};
      return await action.done(await page.visit.answer({ body, key }), fields, page);
    } catch (error) {
      if (error instanceof TransitionNotAllowedError) return this.conflicts.view(error, page);
      if (!(error instanceof InputInvalidError)) throw error;
      const view = await action.again?.({ message: error.message, errors: error.errors ?? [] }, fields, page);
      if (view) return view;
      throw error;
    }
  }

  private keepTheme({ cookies, to }: ThemeChoice, visit: Visit): string {
    for (const one of cookies) visit.append('Set-Cookie', one);
    return redirect(visit, to);
  }
}

/** The page of a route of the application's own. */
function ownPage({ handler, route }: Visit): Page | undefined {
  const own = Reflect.getMetadata(PAGE_TEMPLATE, handler) as
    (PageTemplateOptions & { template: string }) | undefined;
  return (
    own && { route, view: (answer) => ({ template: own.template, title: own.title, model: { answer } }) }
  );
}

function isReading({ method }: HttpRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

function redirect(visit: Visit, to: string): string {
  visit.status(303);
  visit.header('Location', to);
  visit.header('Cache-Control', 'no-store');
  return '';
}

function nothing(visit: Visit): undefined {
  visit.status(204);
  return undefined;
}
