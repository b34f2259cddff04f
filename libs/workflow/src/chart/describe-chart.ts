import type { FlowLayout, PlacedNode } from '../definition/flow-layout.js';
import type { ChartWords } from './chart-words.js';
import type { LiveChart } from './live-chart.js';

/** The diagram in words, a sentence per node, for those who do not see it. */
export function describeChart(layout: FlowLayout, live: LiveChart, words: ChartWords): string[] {
  const titles = new Map(layout.nodes.map(({ name, title }) => [name, title]));
  return layout.nodes.map((node) => {
    const ways = layout.edges
      .filter((edge) => edge.from === node.name)
      .map((edge) =>
        words.leadsTo(
          titles.get(edge.to) ?? edge.to,
          edge.title ?? edge.boundary?.marker,
          edge.role === 'boundary',
        ),
      );
    return `${describeNode(node, live, words)}${ways.length > 0 ? ` – ${ways.join('; ')}` : ''}.`;
  });
}

/** A node's title and what stands there: "Approve (2 waiting, 1 done)". */
export function describeNode(node: PlacedNode, live: LiveChart, words: ChartWords): string {
  const note = live.noteAt(node.name);
  const facts = [
    ...live.at(node.name).map(({ state, count }) => words.count(state, count)),
    ...(note === undefined ? [] : [note]),
  ];
  return facts.length === 0 ? node.title : `${node.title} (${facts.join(', ')})`;
}
