import type { Catalogue } from './words/catalogue.js';

/** Injects the application's {@link PagesOptions}; `false` where it wants no pages. */
export const PAGES_OPTIONS = Symbol('nestflow:pages-options');

/** An entry of the menu that is the application's own. */
export interface MenuEntry {
  readonly title: string;
  /** On this host, or anywhere else. */
  readonly url: string;
  /** The name of an icon of the library's. Default: an arrow. */
  readonly icon?: string;
}

/** What pages look like and say: `WorkflowModule.forRoot({ pages })`. */
export interface PagesOptions {
  /** Folders with templates of the application, all read at boot; the first that has one wins, and the library's come last. */
  readonly templates?: string | readonly string[];
  /** The name in the corner. Default: "Workflow", in the reader's language. */
  readonly title?: string;
  /** The language of every page. Default: what the browser prefers of those there are words in, else English. */
  readonly locale?: string;
  /** Further languages by their BCP 47 tag, or other words for what the library says. */
  readonly words?: Readonly<Record<string, Partial<Catalogue>>>;
  /** The time zone of readers whose browser has not told theirs. Default: UTC, which pages then say. */
  readonly zone?: string;
  /** Light, dark or what the reader's system says, until they choose. Default `auto`. */
  readonly theme?: 'auto' | 'light' | 'dark';
  /** Where people sign in: who is not is sent there, with `?return=` and the address they wanted. */
  readonly signIn?: string;
  /**
   * Where people sign out, by a POST of a form; it carries the token of every form, for `WorkflowPages.checkForm`.
   * Default: there is no button for it.
   */
  readonly signOut?: string;
  /** Addresses of the application's own stylesheets, loaded after the library's. */
  readonly stylesheets?: readonly string[];
  /** Further entries of the menu. */
  readonly menu?: readonly MenuEntry[];
  /**
   * Signs what pages send out and want back: at least 32 characters, the same in every instance of the application.
   * Default: made when the application starts, so that open pages have to be loaded again after a restart.
   */
  readonly secret?: string;
}
