import type { BoundaryDeclaration, CommonNodeOptions, Graph, GraphNode } from '../../definition/node-kind.js';
import { nodeKind } from '../../runtime/define-node.js';
import { behaviourOf } from '../../runtime/node-behaviour.js';

/** Options of tasks whose work can be taken back. */
export interface CompensationOptions<B extends string = string> {
  /**
   * The task that takes the work back once it is done: a `@Handler` or `@Send` without `next`. A `@CompensateThrow`
   * calls it.
   */
  readonly compensateWith?: B;
}

type Compensation = CommonNodeOptions & { readonly compensateWith: string };

const compensationKind = nodeKind<Compensation>({
  name: 'COMPENSATION',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'compensation' },
  bpmn: { type: 'bpmn:BoundaryEvent', eventDefinition: 'bpmn:CompensateEventDefinition' },
  detached: true,
  edges: () => [],
  mistakes: (node, graph) => handlerMistakes(node, graph),
  waits: false,
  transitions: [],
  compensates: ({ options }) => options.compensateWith,
  exits: () => [],
});

function handlerMistakes({ attachedTo, options }: GraphNode<Compensation>, graph: Graph): string[] {
  const handler = graph.find(options.compensateWith);
  if (!handler) return [];
  const where = `'${attachedTo ?? ''}' is compensated with '${handler.name}'`;
  if (handler.kind.category !== 'task' || behaviourOf(handler).waits) {
    return [
      `${where}, a ${handler.kind.name} node: expected a @Handler or @Send, which does its work at once`,
    ];
  }
  const [way] = graph.edgesFrom(handler.name);
  if (!way) return [];
  return [
    `${where}, which leads on to '${way.to}': expected it without a way out, since what it throws fails the @CompensateThrow and nothing follows from it`,
  ];
}

/** The compensation of a node as an event on its border. */
export function compensations({ compensateWith }: CompensationOptions): BoundaryDeclaration[] {
  if (compensateWith === undefined) return [];
  return [
    {
      suffix: 'compensation',
      to: compensateWith,
      event: {
        marker: 'compensation',
        compensates: true,
        bpmn: { eventDefinition: 'bpmn:CompensateEventDefinition' },
      },
      kind: compensationKind,
      options: { compensateWith } as Compensation,
    },
  ];
}
