import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Counts } from '../runtime/ports/list-queries.js';
import { Assets } from './assets.js';
import { ERROR_TEMPLATE } from './error-view.js';
import type { PageView } from './page.js';
import { PAGES_OPTIONS, type PagesOptions } from './pages-options.js';
import type { Names } from './people.js';
import type { Reader } from './reader.js';
import { type TemplatePlace, Templates } from './rendering/templates.js';
import { Csrf } from './security/csrf.js';
import type { Flash } from './security/flash.js';
import type { RenderedPage } from './security/page-headers.js';

/** What stands around a page. */
export interface Frame {
  readonly reader: Reader;
  /** Address of the viewset. */
  readonly root: string;
  /** This page's address with its query. */
  readonly here: string;
  /** For the menu; without, it has no entries. */
  readonly counts?: Counts;
  readonly flash?: Flash;
  /** What the people on the page are called. */
  readonly names?: Names;
  /** The flow the page is about. */
  readonly flow?: string;
  /** Templates of the kind of the node the page is about. */
  readonly kind?: string;
  /** The viewset is of one flow alone. */
  readonly lone?: boolean;
}

/** Puts a page's view into its template, and that into the layout. */
@Injectable()
export class PageRenderer {
  constructor(
    private readonly templates: Templates,
    private readonly assets: Assets,
    private readonly csrf: Csrf,
    @Inject(PAGES_OPTIONS) private readonly options: PagesOptions,
  ) {}

  /** The whole page as HTML. */
  async render(view: PageView, frame: Frame): Promise<RenderedPage> {
    const nonce = randomBytes(16).toString('base64');
    const { reader } = frame;
    const { user, words } = reader;
    const page = {
      title: view.title,
      brand: this.options.title ?? words.say('brand'),
      locale: words.locale,
      theme: reader.theme,
      themeChoice: reader.themeChoice,
      zone: reader.zone,
      zoneKnown: reader.zoneKnown,
      root: frame.root,
      nonce,
      here: frame.here,
      path: frame.here.split('?', 1)[0],
      query: queryOf(frame.here),
      assets: this.assets.folder(frame.root),
      stylesheets: this.options.stylesheets ?? [],
      user: user && { id: user.id, name: user.name ?? user.id, initials: initials(user.name ?? user.id) },
      csrf: user ? this.csrf.token(user.id) : '',
      once: randomUUID(),
      live: view.live,
      signIn: this.options.signIn,
      signOut: this.options.signOut,
      counts: frame.counts,
      menu: frame.counts ? this.menu(view, frame, frame.counts) : [],
      flash: frame.flash && {
        tone: frame.flash.tone,
        text: words.say(frame.flash.key, frame.flash.values),
        lines: (frame.flash.lines ?? []).map(({ key, values }) => words.say(key, values)),
      },
    };
    const place = { flow: frame.flow, node: view.node, kind: frame.kind };
    const globals = { page, reader, names: frame.names };
    return { html: await this.html(view, place, globals), nonce };
  }

  /** The page of an error is there when templates of the application fail as well. */
  private async html({ template, model }: PageView, place: TemplatePlace, globals: object): Promise<string> {
    try {
      return await this.templates.render(template, place, model, globals);
    } catch (failure) {
      if (template !== ERROR_TEMPLATE) throw failure;
      return this.templates.renderPlain(template, model, globals);
    }
  }

  private menu({ menu }: PageView, { root, lone, reader }: Frame, counts: Counts): object[] {
    const ours = [
      { name: 'inbox', url: `${root}/inbox`, count: counts.inbox },
      { name: 'queue', url: `${root}/queue`, count: counts.queue },
      { name: 'archive', url: `${root}/archive` },
      { name: 'flows', url: lone ? root || '/' : `${root}/flows` },
    ];
    return [
      ...ours.map((entry) => ({
        ...entry,
        title: reader.words.say(`menu.${entry.name}`),
        icon: entry.name,
        current: entry.name === menu,
      })),
      ...(this.options.menu ?? []).map(({ title, url, icon }) => ({ title, url, icon: icon ?? 'link' })),
    ];
  }
}

/** What the address asks, for forms that keep it. */
function queryOf(address: string): { readonly name: string; readonly value: string }[] {
  const query = new URLSearchParams(address.split('?').slice(1).join('?'));
  return [...query].filter(([name]) => name !== 'theme').map(([name, value]) => ({ name, value }));
}

/** "Ada Lovelace" → "AL". */
function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  );
  return letters.join('').toUpperCase();
}
