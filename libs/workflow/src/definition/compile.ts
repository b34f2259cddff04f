import { createHash } from 'node:crypto';
import { DefinitionError } from '../errors.js';
import { classMistakes } from './class-option.js';
import { CompiledFlow } from './compiled-flow.js';
import { FlowGraph } from './flow-graph.js';
import type { GraphEdge, GraphNode } from './node-kind.js';
import type { FlowClass } from './flow-node.js';
import type { FlowOptions } from './flow-options.js';
import { queueMistakes } from './job-queues.js';
import { lineMistakes } from './line-template.js';
import { flowTitle, humanise, kebab } from './names.js';
import { readFlow, readNodes, type NodeRecord } from './metadata.js';
import { Synchronisation } from './synchronisation.js';
import { callMistakes, catalogueMistakes, graphMistakes } from './validate.js';

/**
 * Compiles flow classes into graphs and checks them all.
 *
 * @param options - `alone`: these are not all the flows there are, those they call may be others
 * @throws {DefinitionError} with every mistake of every flow.
 */
export function compileFlows(
  classes: readonly FlowClass[],
  { alone = false }: { readonly alone?: boolean } = {},
): CompiledFlow[] {
  const mistakes: string[] = [];
  const flows: CompiledFlow[] = [];
  for (const flowClass of new Set(classes)) {
    const { flow, problems } = compile(flowClass);
    mistakes.push(...problems);
    if (flow) flows.push(flow);
  }
  mistakes.push(...catalogueMistakes(flows), ...queueMistakes(flows), ...(alone ? [] : callMistakes(flows)));
  if (mistakes.length > 0) throw new DefinitionError(mistakes);
  return flows;
}

function compile(flowClass: FlowClass): { flow?: CompiledFlow; problems: string[] } {
  const options = readFlow(flowClass);
  if (!options) {
    return {
      problems: [
        `${flowClass.name}: expected a class decorated with @Flow, but it has no decorator of its own`,
      ],
    };
  }
  const problems = [...optionMistakes(options)];
  const nodes = collectNodes(flowClass, problems);
  const graph = new FlowGraph(
    Object.freeze(nodes),
    Object.freeze(nodes.flatMap(edgesOf)),
    nodes.flatMap(boundariesOf),
  );
  problems.push(...graphMistakes(graph));
  const synchronisation = new Synchronisation(graph);
  problems.push(...synchronisation.mistakes());
  const name = options.name ?? kebab(flowClass.name);
  const flow = new CompiledFlow({
    flowClass,
    options,
    name,
    title: options.title ?? flowTitle(flowClass.name),
    viewPermission: options.permissions?.view ?? `${name}.view`,
    managePermission: options.permissions?.manage ?? `${name}.manage`,
    graph,
    synchronisation,
    hash: graphHash(graph),
  });
  return { flow, problems: problems.map((problem) => `${flowClass.name}: ${problem}`) };
}

/** What is wrong with what `@Flow` was given, where no compiler looked. */
function optionMistakes(options: Partial<FlowOptions>): string[] {
  return [
    ...classMistakes("'data' of @Flow", options.data),
    ...lineMistakes('the flow', options),
    ...hideMistakes(options.history?.hide),
  ];
}

/** A value that names no fields would hide nothing. */
function hideMistakes(hide: unknown): string[] {
  const named = hide === undefined || (Array.isArray(hide) && hide.every((name) => typeof name === 'string'));
  return named ? [] : ["'history.hide' of @Flow: expected a list of the names of fields"];
}

/** Parents' nodes first; a child's decorator replaces the inherited node of that name, in its place. */
function collectNodes(flowClass: FlowClass, problems: string[]): GraphNode[] {
  const collected = new Map<string, NodeRecord>();
  for (const { owner, records } of readNodes(flowClass)) {
    const seen = new Map<string, NodeRecord>();
    for (const record of records) {
      const twin = seen.get(record.member);
      if (twin) {
        problems.push(
          `'${record.member}' of ${owner.name} is declared as both ${twin.kind.name} and ${record.kind.name}: expected one node decorator on a member`,
        );
      }
      seen.set(record.member, record);
      collected.set(record.member, record);
    }
  }
  return [...collected.values()].map((record, index) =>
    Object.freeze({
      name: record.member,
      title: record.options.title ?? humanise(record.member),
      kind: record.kind,
      options: Object.freeze({ ...record.options }),
      hasMethod: typeof (flowClass.prototype as Record<string, unknown>)[record.member] === 'function',
      index,
    }),
  );
}

function edgesOf(node: GraphNode): GraphEdge[] {
  const declared = node.kind.edges(node.options);
  const boundary = (node.kind.boundaries?.(node.options) ?? []).map(
    ({ to, label, event }) => ({ to, label, event, role: 'boundary' }) as const,
  );
  return (
    [...declared, ...boundary]
      // What a JavaScript user left out is reported as missing, not as an edge to nowhere.
      .filter((edge) => typeof edge.to === 'string')
      .map((edge) => Object.freeze({ ...edge, from: node.name }))
  );
}

function boundariesOf(host: GraphNode): GraphNode[] {
  return (host.kind.boundaries?.(host.options) ?? []).map(({ suffix, kind, options }) =>
    Object.freeze({
      name: `${host.name}:${suffix}`,
      title: options.title ?? `${host.title}: ${humanise(suffix)}`,
      kind,
      // Armed on a node that was called otherwise, an event is called after it.
      options: { ...options, was: host.options.was?.map((name) => `${name}:${suffix}`) },
      hasMethod: false,
      index: host.index,
      attachedTo: host.name,
    }),
  );
}

/** Changes exactly when the shape of the flow does: its nodes, their kinds or its edges. */
function graphHash(graph: FlowGraph): string {
  const shape = {
    nodes: graph.nodes.map((node) => [node.name, node.kind.name]),
    edges: graph.edges.map((edge) => [edge.from, edge.to, edge.role, edge.label ?? '']),
  };
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 16);
}
