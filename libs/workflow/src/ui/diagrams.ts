import { Injectable } from '@nestjs/common';
import type { ChartState } from '../chart/chart-state.js';
import type { ChartWords } from '../chart/chart-words.js';
import { chartSvg } from '../chart/chart.js';
import { ConfigurationError } from '../errors.js';
import { ChartDesk } from '../http/desks/chart-desk.js';
import type { NodeTimesJson } from '../http/desks/statistics-desk.js';
import type { PageVisit } from './page-visit.js';
import { durationText } from './rendering/durations.js';
import type { Words } from './words/words.js';

/** In milliseconds: what is over at once needs no remark. */
const SHORTEST_NOTED = 1_000;

/** The diagrams of pages, as SVG elements; none where `elkjs` is not installed. */
@Injectable()
export class Diagrams {
  constructor(private readonly charts: ChartDesk) {}

  /** The flow with the path a process has taken, and where it stands. */
  async ofProcess(page: PageVisit, id: string): Promise<string | undefined> {
    return this.draw(page, await this.charts.stateOfProcess(id));
  }

  /** The flow with how many tasks wait or have failed, and how long its nodes take. */
  async ofFlow(page: PageVisit, times: readonly NodeTimesJson[]): Promise<string | undefined> {
    const { locale } = page.words;
    const slow = times.filter(({ p95 }) => p95 >= SHORTEST_NOTED);
    const notes = Object.fromEntries(
      slow.map(({ node, median, p95 }) => [
        node,
        `${durationText(median, locale)} · p95 ${durationText(p95, locale)}`,
      ]),
    );
    return this.draw(page, { ...(await this.charts.stateOfFlow(page.call)), notes });
  }

  private async draw({ call, words }: PageVisit, state: ChartState): Promise<string | undefined> {
    try {
      return await chartSvg(call.flow, { state, words: chartWords(words) });
    } catch (error) {
      if (error instanceof ConfigurationError) return undefined;
      throw error;
    }
  }
}

function chartWords(words: Words): ChartWords {
  return {
    diagramOf: (title) => words.say('diagram.of', { flow: title }),
    count: (state, count) => words.say(`diagram.${state}`, { n: count }),
    leadsTo: (target, label, boundary) => {
      if (label === undefined) return words.say('diagram.leads', { target });
      return words.say(boundary ? 'diagram.leads-on' : 'diagram.leads-by', { target, label });
    },
  };
}
