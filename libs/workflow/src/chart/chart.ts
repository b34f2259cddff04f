import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { FlowLayout, PlacedEdge, PlacedNode } from '../definition/flow-layout.js';
import type { ChartState, NodeCounts } from './chart-state.js';
import { CHART_WORDS, type ChartWords } from './chart-words.js';
import { drawChart } from './draw-chart.js';
import { layoutFlow } from './layout-flow.js';
import { LayoutCache } from './layout-cache.js';
import { LiveChart } from './live-chart.js';

/** A diagram as plain data, for a client that draws it itself. */
export interface ChartJson extends Omit<FlowLayout, 'nodes' | 'edges'> {
  readonly nodes: readonly (PlacedNode & { readonly counts?: NodeCounts; readonly note?: string })[];
  readonly edges: readonly (PlacedEdge & { readonly travelled?: boolean })[];
}

/** How {@link chartSvg} draws. */
export interface ChartOptions {
  /** What goes on right now, drawn over the diagram and told in its text. */
  readonly state?: ChartState;
  /** A file of its own, with its styles in it. Default: an element of a page that has {@link CHART_STYLES}. */
  readonly standalone?: boolean;
  /** Default: English. */
  readonly words?: ChartWords;
}

const layouts = new LayoutCache(layoutFlow);

/**
 * Where everything of a flow's diagram stands; computed once per flow.
 *
 * @throws {ConfigurationError} when `elkjs` is not installed.
 */
export function chartLayout(flow: CompiledFlow): Promise<FlowLayout> {
  return layouts.of(flow);
}

/**
 * A flow as SVG.
 *
 * @throws {ConfigurationError} when `elkjs` is not installed.
 *
 * @example
 * const [flow] = compileFlows([LeaveFlow]);
 * await writeFile('leave.svg', await chartSvg(flow, { standalone: true }));
 */
export async function chartSvg(flow: CompiledFlow, options: ChartOptions = {}): Promise<string> {
  const layout = await chartLayout(flow);
  const live = new LiveChart(flow.graph, options.state);
  return drawChart(layout, live, options.words ?? CHART_WORDS, options.standalone ?? false);
}

/**
 * A flow's diagram as plain data: nodes and edges in their places, and what goes on when a state is given.
 *
 * @throws {ConfigurationError} when `elkjs` is not installed.
 */
export async function chartJson(
  flow: CompiledFlow,
  { state }: Pick<ChartOptions, 'state'> = {},
): Promise<ChartJson> {
  const layout = await chartLayout(flow);
  if (!state) return layout;
  const live = new LiveChart(flow.graph, state);
  return {
    ...layout,
    nodes: layout.nodes.map((node) => ({
      ...node,
      counts: Object.fromEntries(live.at(node.name).map(({ state: name, count }) => [name, count])),
      note: live.noteAt(node.name),
    })),
    edges: layout.edges.map((edge) => ({ ...edge, travelled: live.travelled(edge) })),
  };
}
