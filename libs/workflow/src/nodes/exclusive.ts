import type { CommonNodeOptions, Graph, GraphNode } from '../definition/node-kind.js';
import type { Section } from '../runtime/node-behaviour.js';
import { insideSection } from '../runtime/sections.js';

/** Options of tasks that may not be under way together with others. */
export interface ExclusiveOptions<N extends string = string> {
  /**
   * A section's name: of its tasks, in one process, only one may be STARTED at a time; starting or executing another is
   * refused until it is done or put back. With `until` the section is held from the start of this task until that
   * later one is done, so that all between belongs together. Workflow patterns 17 and 40 (interleaved routing), with
   * `until` 39 (critical section).
   */
  readonly exclusive?: string | { readonly section: string; readonly until: N };
}

/** What a task's options say about its section. */
export function sectionOf({ exclusive }: ExclusiveOptions): Section | undefined {
  return typeof exclusive === 'string' ? { section: exclusive } : exclusive;
}

/** What is wrong with a section, as far as the graph tells. */
export function sectionMistakes(
  { name, options }: GraphNode<CommonNodeOptions & ExclusiveOptions>,
  graph: Graph,
): string[] {
  const section = sectionOf(options);
  if (section === undefined) return [];
  if (section.section === '') return [`'${name}' is exclusive in a section without a name`];
  const { until } = section;
  if (until === undefined) return [];
  if (!graph.reachableFrom(name).has(until)) {
    return [`'${name}' holds '${section.section}' until '${until}', which does not follow from it`];
  }
  const inside = insideSection(graph, name, until);
  return graph.edges
    .filter(({ from, to }) => inside.has(to) && from !== name && !inside.has(from))
    .map(
      ({ from, to }) =>
        `'${name}' holds '${section.section}' until '${until}', but '${from}' leads past it to '${to}': expected '${name}' to be the only way in`,
    );
}
