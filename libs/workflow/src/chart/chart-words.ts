import type { NODE_STATES } from './chart-state.js';

/** The words of a diagram, which an application may translate. */
export interface ChartWords {
  diagramOf(title: string): string;
  /** "2 waiting". */
  count(state: (typeof NODE_STATES)[number], count: number): string;
  /** One way out of a node, as part of a sentence; `label` is the edge's. */
  leadsTo(target: string, label: string | undefined, boundary: boolean): string;
}

/** English. */
export const CHART_WORDS: ChartWords = {
  diagramOf: (title) => `Diagram of ${title}`,
  count: (state, count) => `${count} ${state}`,
  leadsTo: (target, label, boundary) => {
    const on = label === undefined ? '' : `${boundary ? 'on ' : ''}${label}: `;
    return `${on}to ${target}`;
  },
};
