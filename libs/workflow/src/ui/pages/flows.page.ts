import { Injectable } from '@nestjs/common';
import type { DashboardJson } from '../../http/desks/dashboard.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';

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

  view({ flows, counts }: DashboardJson, { words }: PageVisit): PageView {
    return {
      template: 'flows.liquid',
      title: words.say('flows.title'),
      menu: 'flows',
      counts,
      model: { flows },
    };
  }
}
