import type { HttpRequest } from '../requests/http-request.js';
import type { ViewsetCall } from './viewset-call.js';

/** Injects what answers browsers with pages; nothing is provided where the application has none. */
export const PAGES = Symbol('nestflow:pages');

/** A request to a route of a viewset that has not been looked at yet, and what can be done with it. */
export interface Visit {
  readonly request: HttpRequest;
  /** The name of the controller's method: `inbox`, `execute`. */
  readonly route: string;
  /** That method. */
  readonly handler: object;
  /** Address of the viewset, as the client sees it. */
  readonly root: string;
  /** Who asks, and about which flow. */
  call(): Promise<ViewsetCall>;
  /** Who asks, of the viewset as a whole: where the flow is none as well. */
  whole(): Promise<ViewsetCall>;
  /**
   * Runs the route, an overridden one as well; once. With a key a repeated request is answered as the first was.
   *
   * @param body - takes the place of what came
   */
  answer(options?: { readonly body?: unknown; readonly key?: string }): Promise<unknown>;
  status(code: number): void;
  header(name: string, value: string): void;
  /** Adds a header that may be there already. */
  append(name: string, value: string): void;
}

/** Answers browsers. Routes know nothing of it: a page is made of what a route answers everybody. */
export interface Pages {
  /** Whether this request is answered with a page. */
  serves(request: HttpRequest): boolean;
  /** Whether a GET of this route has a page. */
  has(route: string): boolean;
  /** The body of the answer; status and headers are set. */
  serve(visit: Visit): Promise<unknown>;
}
