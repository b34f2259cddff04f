import type { BpmnModdle, ModdleElement } from 'bpmn-moddle';
import { bpmnOf } from '../definition/appearance.js';
import type { FlowLayout, PlacedEdge, PlacedNode } from '../definition/flow-layout.js';
import type { BpmnElement, Graph } from '../definition/node-kind.js';
import { EventDefinitions } from './event-definitions.js';
import type { Ids } from './ids.js';

/** What is in a BPMN process, by what of the flow it stands for. */
export interface ProcessElements {
  readonly nodes: ReadonlyMap<PlacedNode, ModdleElement>;
  readonly boundaries: ReadonlyMap<PlacedEdge, ModdleElement>;
  /** Sequence flows, and associations to what compensates. */
  readonly edges: ReadonlyMap<PlacedEdge, ModdleElement>;
  /** The messages, signals, errors and escalations that events speak of. */
  readonly roots: readonly ModdleElement[];
}

/** Translates nodes, boundary events and edges, each by what its kind says it is in BPMN. */
export function processElements(
  model: BpmnModdle,
  graph: Graph,
  { nodes, edges }: FlowLayout,
  ids: Ids,
): ProcessElements {
  const events = new EventDefinitions(model, ids);
  const elements = new Map(nodes.map((node) => [node, nodeElement(model, graph, node, ids, events)]));
  const byName = new Map(nodes.map((node) => [node.name, elements.get(node)]));
  events.point((name) => byName.get(name));
  const boundaries = new Map(
    edges.flatMap((edge) => {
      const host = byName.get(edge.from);
      return edge.boundary && host ? [[edge, boundaryElement(model, edge, host, ids, events)] as const] : [];
    }),
  );
  const lines = new Map(
    edges.flatMap((edge) => {
      const [source, target] = [boundaries.get(edge) ?? byName.get(edge.from), byName.get(edge.to)];
      return source && target ? [[edge, edgeElement(model, edge, source, target, ids)] as const] : [];
    }),
  );
  return { nodes: elements, boundaries, edges: lines, roots: events.roots };
}

function nodeElement(
  model: BpmnModdle,
  graph: Graph,
  placed: PlacedNode,
  ids: Ids,
  events: EventDefinitions,
): ModdleElement {
  const node = graph.find(placed.name);
  const bpmn: BpmnElement = node ? bpmnOf(node) : { type: 'bpmn:Task' };
  const element = model.create(bpmn.type, {
    id: ids.of('Node', placed.name),
    name: placed.title,
    ...documented(model, placed.description),
    ...bpmn.attributes,
  });
  const definitions = events.of(bpmn, placed.name);
  if (definitions.length > 0) element.set('eventDefinitions', definitions);
  if (bpmn.repeat !== undefined) {
    const isSequential = bpmn.repeat === 'sequential';
    element.set(
      'loopCharacteristics',
      model.create('bpmn:MultiInstanceLoopCharacteristics', { isSequential }),
    );
  }
  return element;
}

function boundaryElement(
  model: BpmnModdle,
  edge: PlacedEdge,
  host: ModdleElement,
  ids: Ids,
  events: EventDefinitions,
): ModdleElement {
  const owner = edge.boundary?.name ?? edge.id;
  const element = model.create('bpmn:BoundaryEvent', {
    id: ids.of('Boundary', owner),
    attachedToRef: host,
    cancelActivity: edge.boundary?.interrupting !== false,
    ...(edge.title === undefined ? {} : { name: edge.title }),
  });
  const definitions = events.of(edge.boundary?.bpmn ?? {}, owner);
  if (definitions.length > 0) element.set('eventDefinitions', definitions);
  return element;
}

function edgeElement(
  model: BpmnModdle,
  edge: PlacedEdge,
  source: ModdleElement,
  target: ModdleElement,
  ids: Ids,
): ModdleElement {
  // Compensation is no flow of control: the handler is associated with the event.
  if (edge.boundary?.compensates) {
    if ('isForCompensation' in target.$descriptor.propertiesByName) target.set('isForCompensation', true);
    return model.create('bpmn:Association', {
      id: ids.of('Association', `${edge.from}_${edge.to}`),
      associationDirection: 'One',
      sourceRef: source,
      targetRef: target,
    });
  }
  const flow = model.create('bpmn:SequenceFlow', {
    id: ids.of('Flow', `${edge.from}_${edge.to}`),
    ...(edge.title === undefined || edge.boundary ? {} : { name: edge.title }),
    sourceRef: source,
    targetRef: target,
  });
  source.set('outgoing', [...(source.get('outgoing') as ModdleElement[]), flow]);
  target.set('incoming', [...(target.get('incoming') as ModdleElement[]), flow]);
  const isDefault = edge.role === 'default' || edge.role === 'ifNone';
  if (isDefault && 'default' in source.$descriptor.propertiesByName) source.set('default', flow);
  return flow;
}

/** A description as the standard has it: nothing when there is none. */
export function documented(
  model: BpmnModdle,
  text: string | undefined,
): { documentation?: readonly ModdleElement[] } {
  return text === undefined ? {} : { documentation: [model.create('bpmn:Documentation', { text })] };
}
