import type { BoundaryDeclaration, CommonNodeOptions, Graph, GraphNode } from '../../definition/node-kind.js';
import { nodeKind } from '../../runtime/define-node.js';
import { behaviourOf } from '../../runtime/node-behaviour.js';

/** Options of tasks while which others are offered. */
export interface MeanwhileOptions<B extends string = string> {
  /**
   * Tasks that are offered while this one waits and nobody has begun it: when one is done it is offered again, and when
   * this one begins or ends, those that nobody has begun are withdrawn. Workflow pattern 18, milestone.
   */
  readonly meanwhile?: B | readonly B[];
}

interface Offer extends CommonNodeOptions {
  readonly then: string;
}

const EVENT = { marker: 'conditional', interrupting: false } as const;

const meanwhileKind = nodeKind<Offer>({
  name: 'MEANWHILE',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'conditional' },
  bpmn: { type: 'bpmn:BoundaryEvent', eventDefinition: 'bpmn:ConditionalEventDefinition' },
  detached: true,
  edges: () => [],
  mistakes: offerMistakes,
  waits: false,
  transitions: [],
  offers: ({ options }) => options.then,
  exits: ({ options }) => [{ to: options.then }],
});

function offerMistakes({ attachedTo, options }: GraphNode<Offer>, graph: Graph): string[] {
  const offered = graph.find(options.then);
  if (!offered) return [];
  const what = `'${attachedTo ?? ''}' offers '${options.then}' meanwhile`;
  if (!behaviourOf(offered).waits || offered.kind.scope !== undefined)
    return [`${what}, which does not wait for anybody: expected a task that does`];
  const other = graph.edges.find(({ to, event }) => to === options.then && event?.marker !== EVENT.marker);
  return other ? [`${what}, but '${other.from}' leads to it too: expected it to be offered only`] : [];
}

/** The offers of a node as events on its border: `meanwhile`, `meanwhile2`, … */
export function meanwhiles({ meanwhile }: MeanwhileOptions): BoundaryDeclaration[] {
  const offers: Offer[] = [meanwhile ?? []].flat().map((to) => ({ then: to }));
  return offers.map((options, index) => ({
    suffix: index === 0 ? 'meanwhile' : `meanwhile${index + 1}`,
    to: options.then,
    label: 'meanwhile',
    event: { ...EVENT, bpmn: { eventDefinition: 'bpmn:ConditionalEventDefinition', subject: 'meanwhile' } },
    kind: meanwhileKind,
    options,
  }));
}
