import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '../errors.js';
import type { Page, PageAction } from './page.js';

/** Injects every {@link Page} and {@link PageAction}. */
export const ALL_PAGES = Symbol('nestflow:all-pages');

/** Finds the page, or the action, of a route. */
@Injectable()
export class PageRegistry {
  private readonly pages = new Map<string, Page>();
  private readonly actions = new Map<string, PageAction>();

  constructor(@Inject(ALL_PAGES) all: readonly (Page | PageAction)[]) {
    for (const one of all) {
      if ('view' in one) this.pages.set(one.route, one);
      else one.routes.forEach((route) => this.actions.set(route, one));
    }
  }

  /** Nothing for routes that have no page. */
  page(route: string): Page | undefined {
    return this.pages.get(route);
  }

  /** @throws {NotFoundError} for routes that no form of a page leads to. */
  action(route: string): PageAction {
    const action = this.actions.get(route);
    if (!action) throw new NotFoundError('a form for', route);
    return action;
  }
}
