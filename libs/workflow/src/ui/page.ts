import type { Flash } from './security/flash.js';
import type { Counts } from '../runtime/ports/list-queries.js';
import type { PageVisit } from './page-visit.js';

/** The entries of the menu that are the library's. */
export type MenuName = 'inbox' | 'queue' | 'archive' | 'flows';

/** A page about to be rendered. */
export interface PageView {
  /** The template's name, with `.liquid`. */
  readonly template: string;
  /** Of the window, and of the page itself. */
  readonly title: string;
  /** Plain data; the template sees it beside `page`. */
  readonly model: object;
  /** The entry of the menu that is the current one. */
  readonly menu?: MenuName;
  /**
   * What keeps the page as things are while it is open: `lists` when the user's lists change, an id when that process
   * changes. With `keep` only a note says so, for pages on which one types; `keep` is another one once what the page is
   * about has changed, whoever changed it.
   */
  readonly live?: { readonly on: string; readonly keep?: string };
  /** The node the page is about: its own template wins. */
  readonly node?: string;
  /** Where a GET leads to it, when what was asked for is no page itself: a form was sent there. */
  readonly address?: string;
  /** Default 200. */
  readonly status?: number;
  /** How long the user's lists are in the whole viewset, when the answer has told. */
  readonly counts?: Counts;
}

/** How a browser sees what a GET route answers: the answer, a little more data, and a template. */
export interface Page<Answer = unknown> {
  /** The method of the viewset. */
  readonly route: string;
  /** Where the browser is sent instead. */
  redirect?(visit: PageVisit): string | undefined;
  view(answer: Answer, visit: PageVisit): PageView | Promise<PageView>;
}

/** What a form of a page has sent: its fields by name. Without the token, which was checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** Where a browser goes once an action is done, and what it is told there. */
export interface Done {
  readonly to: string;
  readonly flash?: Flash;
}

/** How a form of a page is sent to a POST route. */
export interface PageAction<Answer = unknown> {
  /** The methods of the viewset. */
  readonly routes: readonly string[];
  /** What the route expects, made of what the form has sent. Default: nothing. */
  body?(fields: Fields, visit: PageVisit): object | undefined | Promise<object | undefined>;
  /** The form once more instead of the action: a line was added to a list, say. */
  instead?(fields: Fields, visit: PageVisit): Promise<PageView | undefined>;
  /** The form once more, with what was wrong with it. Default: the page of the error. */
  again?(error: InvalidForm, fields: Fields, visit: PageVisit): Promise<PageView | undefined>;
  done(answer: Answer, fields: Fields, visit: PageVisit): Done | Promise<Done>;
}

/** What was wrong with a form: by field, and in general. */
export interface InvalidForm {
  readonly errors: readonly { readonly field: string; readonly messages: readonly string[] }[];
  readonly message: string;
  /** The token was good once: nothing was wrong with the fields. */
  readonly stale?: boolean;
}
