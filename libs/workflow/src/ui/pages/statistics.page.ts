import { Injectable } from '@nestjs/common';
import type { StatisticsJson } from '../../http/desks/statistics-desk.js';
import { Diagrams } from '../diagrams.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { durationText } from '../rendering/durations.js';

/** The page of a flow's diagram: where tasks wait, and how long its nodes take. */
@Injectable()
export class StatisticsPage implements Page<StatisticsJson> {
  readonly route = 'stats';

  constructor(private readonly diagrams: Diagrams) {}

  async view({ nodes, processes }: StatisticsJson, page: PageVisit): Promise<PageView> {
    const { call, words } = page;
    const { flow } = call;
    const url = call.links.flow(flow.name);
    return {
      template: 'statistics.liquid',
      title: flow.title,
      menu: 'flows',
      live: { on: 'lists' },
      model: {
        flow: { title: flow.title, url },
        diagram: await this.diagrams.ofFlow(page, nodes),
        processes,
        nodes: nodes.map(({ title, count, median, p95 }) => ({
          title,
          count: count.toLocaleString(words.locale),
          median: durationText(median, words.locale),
          p95: durationText(p95, words.locale),
        })),
      },
    };
  }
}
