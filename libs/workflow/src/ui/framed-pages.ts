import { Injectable } from '@nestjs/common';
import { header } from '../http/requests/http-request.js';
import { FlowRegistry } from '../runtime/flow-registry.js';
import { behaviourOf } from '../runtime/node-behaviour.js';
import type { Counts } from '../runtime/ports/list-queries.js';
import { WorkflowService } from '../runtime/workflow.service.js';
import type { PageView } from './page.js';
import { PageRenderer } from './page-renderer.js';
import type { PageVisit } from './page-visit.js';
import { People } from './people.js';
import { cookie, readCookie } from './security/cookies.js';
import { sendAsPage } from './security/page-headers.js';
import { Flashes, type Flash } from './security/flash.js';

const FLASH = 'nestflow-flash';
/** Seconds until words that no page has shown are forgotten. */
const FLASH_LIFE = 60;

/** Shows a page in its frame: the menu with how long the user's lists are, and what the last action has come to. */
@Injectable()
export class FramedPages {
  constructor(
    private readonly workflow: WorkflowService,
    private readonly registry: FlowRegistry,
    private readonly renderer: PageRenderer,
    private readonly flashes: Flashes,
    private readonly people: People,
  ) {}

  async show(view: PageView, page: PageVisit): Promise<string> {
    const { visit, reader } = page;
    const flash = this.takeFlash(page);
    const node = view.node === undefined ? undefined : page.call.ownFlow?.graph.find(view.node);
    const rendered = await this.renderer.render(view, {
      reader,
      root: visit.root,
      here: view.address ?? visit.request.originalUrl,
      counts: view.counts ?? (await this.counts(page)),
      flash,
      names: await this.people.namesIn(view.model),
      flow: page.call.ownFlow?.name,
      kind: node && behaviourOf(node).templates,
      lone: page.call.lone,
    });
    return sendAsPage(rendered, visit, view.status);
  }

  /** Lets the next page say something. */
  say(flash: Flash, { visit }: PageVisit): void {
    visit.append(
      'Set-Cookie',
      cookie(FLASH, this.flashes.write(flash), { path: visit.root, maxAge: FLASH_LIFE }),
    );
  }

  private takeFlash(page: PageVisit): Flash | undefined {
    // A script that only looks takes nothing away from the page that comes next.
    if (page.quiet) return undefined;
    const { visit } = page;
    const written = readCookie(header(visit.request, 'cookie'), FLASH);
    if (written === undefined) return undefined;
    visit.append('Set-Cookie', cookie(FLASH, '', { path: visit.root, maxAge: 0 }));
    return this.flashes.read(written);
  }

  /** Of the whole viewset, on the pages of one of its flows as well. */
  private counts({ call }: PageVisit): Promise<Counts> {
    const names = call.siblings.map((flow) => flow.name);
    const all = !call.lone && this.registry.all().every((flow) => names.includes(flow.name));
    return this.workflow.counts(call.user, all ? {} : { flows: names });
  }
}
