import { Injectable } from '@nestjs/common';
import type { DashboardJson } from '../../http/desks/dashboard.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { commentView } from '../views/comment-view.js';
import { processView } from '../views/process-view.js';

/** The viewset's own address: people go on to their inbox. */
@Injectable()
export class HomePage implements Page {
  readonly route = 'overview';

  redirect(page: PageVisit): string {
    return page.at('inbox');
  }

  view(): PageView {
    return { template: 'flows.liquid', title: '', model: {} };
  }
}

/** The page of the flows: what the user may start, and where to look. */
@Injectable()
export class FlowsPage implements Page<DashboardJson> {
  readonly route = 'flows';

  view({ flows, counts, mentions }: DashboardJson, { words, reader }: PageVisit): PageView {
    return {
      template: 'flows.liquid',
      title: words.say('flows.title'),
      menu: 'flows',
      counts,
      live: { on: 'lists' },
      model: {
        flows,
        mentions: mentions.map(({ process, ...comment }) => ({
          ...commentView(comment, reader),
          process: processView(process, reader),
        })),
      },
    };
  }
}
