import { CompiledFlow } from '../definition/compiled-flow.js';
import { FlowGraph } from '../definition/flow-graph.js';
import type { GraphNode } from '../definition/node-kind.js';
import { humanise } from '../definition/names.js';
import { Synchronisation } from '../definition/synchronisation.js';
import type { NodeDefinition } from './node-behaviour.js';

const UNKNOWN: NodeDefinition = Object.freeze({
  name: 'UNKNOWN',
  category: 'obsolete',
  drawing: { outline: 'rounded', marker: 'unknown' },
  bpmn: { type: 'bpmn:Task' },
  detached: true,
  waits: true,
  transitions: ['cancel'],
  edges: () => [],
  exits: () => [],
} satisfies NodeDefinition);

/** Stands for a node that stored tasks name but the code no longer has: it can be seen, and cancelled by a manager. */
export function unknownNode(name: string): GraphNode {
  return {
    name,
    title: `${humanise(name)} (unknown)`,
    kind: UNKNOWN,
    options: {},
    hasMethod: false,
    index: -1,
  };
}

class UnknownFlow {}

/** Stands for a flow that stored processes name but the code no longer has: its processes can be seen and cancelled. */
export function unknownFlow(name: string): CompiledFlow {
  const graph = new FlowGraph([], []);
  return new CompiledFlow({
    flowClass: UnknownFlow,
    options: { data: Object },
    name,
    title: `${humanise(name)} (unknown)`,
    viewPermission: `${name}.view`,
    managePermission: `${name}.manage`,
    graph,
    synchronisation: new Synchronisation(graph),
    hash: '',
  });
}
