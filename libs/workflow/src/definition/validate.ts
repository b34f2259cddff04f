import type { CompiledFlow } from './compiled-flow.js';
import { parseDuration } from './durations.js';
import type { FlowGraph } from './flow-graph.js';
import { lineMistakes } from './line-template.js';
import type { GraphNode } from './node-kind.js';
import { nearest } from './names.js';

/** What is wrong with one flow's graph, a sentence each; empty when it is sound. */
export function graphMistakes(graph: FlowGraph): string[] {
  return [
    ...graph.edges
      .filter((edge) => !ownNode(graph, edge.to))
      .map((edge) => unknownTarget(graph, edge.from, edge.to)),
    ...aliasMistakes(graph),
    ...endpointMistakes(graph),
    ...unreachableMistakes(graph),
    ...[...graph.nodes, ...graph.boundaries].flatMap((node) => nodeMistakes(node, graph)),
  ];
}

/** What is wrong between flows, and with each flow's own options. */
export function catalogueMistakes(flows: readonly CompiledFlow[]): string[] {
  const mistakes: string[] = [];
  const byName = new Map<string, CompiledFlow>();
  for (const flow of flows) {
    const twin = byName.get(flow.name);
    if (twin) {
      mistakes.push(
        `${flow.flowClass.name} and ${twin.flowClass.name} are both named '${flow.name}': set a different @Flow({ name })`,
      );
    }
    byName.set(flow.name, flow);
    if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(flow.name)) {
      mistakes.push(
        `${flow.flowClass.name}: expected a name of lower-case letters, digits, dots and dashes, at most 100 long, but got '${flow.name}'`,
      );
    }
    if (RESERVED_NAMES.has(flow.name)) {
      mistakes.push(
        `${flow.flowClass.name}: the name '${flow.name}' is taken by a route of the viewset: choose another`,
      );
    }
    if (parseDuration(flow.lock.wait) === undefined) {
      mistakes.push(
        `${flow.flowClass.name}: expected lock.wait to be a duration such as '5s', but got '${String(flow.lock.wait)}'`,
      );
    }
  }
  return mistakes;
}

/** What is wrong with the calls of flows by flows. */
export function callMistakes(flows: readonly CompiledFlow[]): string[] {
  return flows.flatMap((flow) => mistakesOfCalls(flow, flows));
}

function mistakesOfCalls(flow: CompiledFlow, flows: readonly CompiledFlow[]): string[] {
  return flow.graph.nodes.flatMap(({ name, kind, options }) => {
    const call = kind.calls?.(options);
    if (!call) return [];
    const called = flows.find((other) => other.flowClass === call.flow);
    const where = `${flow.flowClass.name}: '${name}' calls`;
    if (!called)
      return [`${where} ${call.flow.name}, which is not registered: add it to WorkflowModule.forFeature`];
    if (called.starts.some((start) => start.name === call.start)) return [];
    return [`${where} '${call.start}' of ${call.flow.name}, which is no start of it`];
  });
}

/** Names no flow can have: the viewset's own routes. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'inbox',
  'queue',
  'archive',
  'live',
  'flows',
  'messages',
  'signals',
]);

function ownNode(graph: FlowGraph, name: string): GraphNode | undefined {
  const node = graph.find(name);
  return node?.name === name ? node : undefined;
}

function unknownTarget(graph: FlowGraph, from: string, to: string): string {
  const guess = nearest(
    to,
    graph.nodes.map((node) => node.name),
  );
  return `'${from}' leads to '${to}', which is not a node of this flow${guess ? `: did you mean '${guess}'?` : ''}`;
}

function aliasMistakes(graph: FlowGraph): string[] {
  const owners = new Map<string, string>(graph.nodes.map((node) => [node.name, node.name]));
  const mistakes: string[] = [];
  for (const node of graph.nodes) {
    for (const alias of node.options.was ?? []) {
      const owner = owners.get(alias);
      if (owner !== undefined) {
        mistakes.push(
          `'${node.name}' was '${alias}', but that name belongs to '${owner}': expected an unused name`,
        );
      }
      owners.set(alias, node.name);
    }
  }
  return mistakes;
}

function endpointMistakes(graph: FlowGraph): string[] {
  const has = (category: string) => graph.nodes.some((node) => node.kind.category === category);
  return [
    ...(has('start')
      ? []
      : [
          'expected at least one start node (@Start, @StartHandler, @StartMessage, @StartTimer), but there is none',
        ]),
    ...(has('end')
      ? []
      : ['expected at least one end node (@End, @TerminateEnd, @ErrorEnd), but there is none']),
  ];
}

function unreachableMistakes(graph: FlowGraph): string[] {
  const starts = graph.nodes.filter((node) => node.kind.category === 'start');
  if (starts.length === 0) return [];
  const reached = new Set(starts.flatMap((start) => [start.name, ...graph.reachableFrom(start.name)]));
  return graph.nodes
    .filter((node) => !node.kind.detached && !reached.has(node.name))
    .map(
      (node) => `'${node.name}' cannot be reached from any start: lead an edge to it, or mark it @Obsolete`,
    )
    .concat(unreachableEnds(graph, reached));
}

function unreachableEnds(graph: FlowGraph, reached: ReadonlySet<string>): string[] {
  return graph.nodes
    .filter((node) => node.kind.category === 'end' && !reached.has(node.name))
    .map((node) => `'${node.name}' cannot be reached from any start: lead an edge to it, or remove it`);
}

/** Reached by compensation alone: nothing follows from it. */
function isForCompensation({ name }: GraphNode, graph: FlowGraph): boolean {
  const incoming = graph.edges.filter((edge) => edge.to === name);
  return incoming.length > 0 && incoming.every((edge) => edge.event?.compensates);
}

function nodeMistakes(node: GraphNode, graph: FlowGraph): string[] {
  const mistakes = [
    ...(node.kind.mistakes?.(node, graph) ?? []),
    ...lineMistakes(`'${node.name}'`, node.options),
  ];
  if (node.kind.needsMethod && !node.hasMethod) {
    mistakes.push(`'${node.name}' is a property: expected a method, since a ${node.kind.name} node calls it`);
  }
  const exits = graph.edgesFrom(node.name).filter((edge) => edge.role !== 'boundary');
  if (exits.length === 0 && !node.kind.detached && !isForCompensation(node, graph)) {
    mistakes.push(`'${node.name}' has no way out: expected 'next' or another target in its decorator`);
  }
  return mistakes;
}
