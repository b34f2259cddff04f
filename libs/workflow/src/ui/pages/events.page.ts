import { Injectable } from '@nestjs/common';
import type { EventJson } from '../../http/desks/process-desk.js';
import type { Page as ListPage } from '../../runtime/ports/list-queries.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { eventView } from '../views/event-view.js';
import { paging } from '../views/list-controls.js';

/** The page of a process's history. */
@Injectable()
export class EventsPage implements Page<ListPage<EventJson>> {
  readonly route = 'events';

  view({ items, next }: ListPage<EventJson>, page: PageVisit): PageView {
    const { call, reader, words } = page;
    return {
      template: 'events.liquid',
      title: words.say('events.title'),
      menu: 'flows',
      live: { on: page.param('processId') },
      model: {
        flow: { title: call.flow.title, url: call.links.flow(call.flow.name) },
        process: {
          url: call.links.process(call.flow.name, page.param('processId')),
          brief: words.say('list.process'),
        },
        events: items.map((event) => eventView(event, call.flow, reader)),
        paging: paging(page, next),
      },
    };
  }
}
