import type { CommonNodeOptions, Graph, GraphNode } from '../definition/node-kind.js';
import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { canBeCompensated } from '../runtime/compensation.js';

/** Options of {@link CompensateThrow}. */
export interface CompensateThrowOptions<N extends string = string> extends CommonNodeOptions {
  readonly next: N;
  /** The tasks whose work is taken back: nodes with `compensateWith`, or subprocesses. Default: all of the flow. */
  readonly of?: readonly N[];
}

const compensateThrow = defineNode<CompensateThrowOptions>({
  name: 'COMPENSATE_THROW',
  category: 'event',
  drawing: { outline: 'double-circle', marker: 'compensation-throw' },
  bpmn: { type: 'bpmn:IntermediateThrowEvent', eventDefinition: 'bpmn:CompensateEventDefinition' },
  variant: ({ of }) => (of ? { bpmn: { activities: of } } : {}),
  edges: ({ next }) => [{ to: next, role: 'next' }],
  mistakes: (node, graph) => mistakesOf(node, graph),
  waits: false,
  transitions: ['cancel', 'undo', 'revive', 'retry', 'skip'],
  run: ({ options, compensate }) => compensate(options.of),
  exits: ({ options }) => [{ to: options.next }],
});

function mistakesOf({ name, options }: GraphNode<CompensateThrowOptions>, graph: Graph): string[] {
  const able = graph.nodes.filter((node) => canBeCompensated(node, graph));
  if (options.of === undefined) {
    return able.length > 0
      ? []
      : [
          `'${name}' compensates, but no task of this flow says with what: expected one with 'compensateWith'`,
        ];
  }
  return options.of.flatMap((one) => {
    const node = graph.find(one);
    if (!node) return [`'${name}' compensates '${one}', which is not a node of this flow`];
    if (able.includes(node)) return [];
    return [
      `'${name}' compensates '${one}', which does not say with what: expected it to have 'compensateWith'`,
    ];
  });
}

/**
 * Takes back what the process has done, and goes on: for every completed task with `compensateWith`, the last
 * completed first, that node's method is called, in the same transaction. Each task is compensated once, however
 * often this is reached; tasks that were cancelled or undone are not. When one of the methods throws, none of them
 * has happened. A subprocess without `compensateWith` of its own is compensated by taking back what its children have
 * done. BPMN: compensation intermediate throw event, with an event definition for each node of `of`.
 *
 * @example
 * \@Handler({ next: 'pay', compensateWith: 'cancelFlight' }) bookFlight() {}
 * \@Handler() cancelFlight({ process }: Activation<Trip>) { process.data.flight = undefined; }
 * \@CompensateThrow({ next: 'failed' }) takeBack!: FlowNode;
 */
export function CompensateThrow<const N extends string>(
  options: CompensateThrowOptions<N>,
): NodeDecorator<N, (activation: never) => unknown, '@CompensateThrow takes no method'> {
  return compensateThrow(options);
}
