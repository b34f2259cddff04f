import { header } from '../http/requests/http-request.js';
import type { Visit } from '../http/viewset/pages-port.js';
import type { ViewsetCall } from '../http/viewset/viewset-call.js';
import type { Reader } from './reader.js';
import { localAddress } from './security/return-address.js';

/** A request for a page: where it came to, who reads it, and what addresses there are around it. */
export class PageVisit {
  constructor(
    readonly visit: Visit,
    readonly call: ViewsetCall,
    readonly reader: Reader,
  ) {}

  get words() {
    return this.reader.words;
  }

  /** An address below the viewset's: `at('inbox')`. */
  at(...segments: readonly string[]): string {
    return [this.visit.root, ...segments].join('/') || '/';
  }

  /** This page's own address without its query. */
  get path(): string {
    return this.visit.request.originalUrl.split('?', 1)[0] ?? '';
  }

  /** What the address asks, in its order. */
  get query(): URLSearchParams {
    return new URLSearchParams(this.visit.request.originalUrl.split('?').slice(1).join('?'));
  }

  /** This page's address with some parameters changed; `undefined` takes one away. A list begins anew. */
  with(changes: Readonly<Record<string, string | undefined>>): string {
    const query = this.query;
    query.delete('cursor'); // of another list by now
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString();
    return text === '' ? this.path : `${this.path}?${text}`;
  }

  /** One parameter of the address, or one of the path. */
  param(name: string): string {
    return this.visit.request.params[name] ?? '';
  }

  /** A script asks, that stays on its page: no redirect is followed, no page shown. */
  get quiet(): boolean {
    return header(this.visit.request, 'x-nestflow-quiet') === '1';
  }

  /** Where to go back to: what a form or the address says, when it is on this host. */
  returnTo(fields: Readonly<Record<string, unknown>> = {}): string | undefined {
    return localAddress(fields['return'] ?? this.query.get('return') ?? undefined);
  }
}
