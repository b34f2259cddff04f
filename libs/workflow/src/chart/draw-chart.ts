import type { FlowLayout } from '../definition/flow-layout.js';
import { CHART_STYLES } from './chart-styles.js';
import type { ChartWords } from './chart-words.js';
import { describeChart, describeNode } from './describe-chart.js';
import type { LiveChart } from './live-chart.js';
import { element, text, type Markup } from './markup.js';
import { boundaryMarkup, edgeLabelMarkup, edgeMarkup } from './svg-edge.js';
import { nodeMarkup } from './svg-node.js';

/**
 * Draws a layout as one `<svg>` element. It has no script, no `style` attribute and no `id`, so that it may stand in
 * a page with a strict Content-Security-Policy, and more than once.
 */
export function drawChart(
  layout: FlowLayout,
  live: LiveChart,
  words: ChartWords,
  standalone: boolean,
): string {
  const { width, height, nodes, edges } = layout;
  const travelled = new Set(edges.filter((edge) => live.travelled(edge)));
  const page = element('rect', { class: 'nf-chart__page', width, height, fill: '#fff' });
  return element(
    'svg',
    {
      xmlns: standalone ? 'http://www.w3.org/2000/svg' : undefined,
      class: live.live ? 'nf-chart nf-chart--live' : 'nf-chart',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': words.diagramOf(layout.title),
      'data-flow': layout.flow,
    },
    element('title', {}, text(words.diagramOf(layout.title))),
    element('desc', {}, text(describeChart(layout, live, words).join('\n'))),
    ...(standalone ? [element('style', {}, CHART_STYLES as Markup), page] : []),
    // Plain colours for where the stylesheet is missing; it overrides them.
    layer(
      'edges',
      'none',
      ...[...edges]
        .sort((a, b) => Number(travelled.has(a)) - Number(travelled.has(b)))
        .map((edge) => edgeMarkup(edge, travelled.has(edge))),
    ),
    layer('nodes', '#fff', ...nodes.map((node) => nodeMarkup(node, live, describeNode(node, live, words)))),
    layer('boundaries', '#fff', ...edges.flatMap((edge) => boundaryMarkup(edge, live))),
    layer('labels', 'currentColor', ...edges.flatMap((edge) => edgeLabelMarkup(edge, travelled.has(edge)))),
  );
}

function layer(name: string, fill: string, ...content: readonly Markup[]): Markup {
  const stroke = name === 'labels' ? undefined : 'currentColor';
  return element('g', { class: `nf-${name}`, fill, stroke }, ...content);
}
