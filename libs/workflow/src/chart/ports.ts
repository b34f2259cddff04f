import { drawingOf } from '../definition/appearance.js';
import type { Graph, GraphEdge, GraphNode } from '../definition/node-kind.js';
import { BOUNDARY_SIZE, OUTLINES, type Outline } from './outlines.js';

/** A side of a node, as on a map. */
export type Side = 'NORTH' | 'EAST' | 'SOUTH' | 'WEST';

/** A place on a node's border where edges begin or end. */
export interface Port {
  readonly id: string;
  readonly side: Side;
  readonly x: number;
  readonly y: number;
  /** Not 0 for a boundary event: the port is as big as its circle. */
  readonly size: number;
}

/** Where the edges of a graph meet its nodes. */
export interface Ports {
  of(node: string): readonly Port[];
  source(edge: GraphEdge): Port | undefined;
  target(edge: GraphEdge): Port | undefined;
}

/**
 * Decides where edges meet nodes: forward edges go from the right to the left, those that lead back leave and enter
 * below, and a gateway's first and last way out use its upper and lower corner.
 *
 * @param upwards - second ways out of two that are known to lead up: they leave above instead of below.
 */
export function placePorts(
  graph: Graph,
  back: ReadonlySet<GraphEdge>,
  upwards: ReadonlySet<GraphEdge> = new Set(),
): Ports {
  const sources = new Map<GraphEdge, Port>();
  const targets = new Map<GraphEdge, Port>();
  const ports = new Map<string, readonly Port[]>();
  for (const node of graph.nodes) {
    const sides = new NodeSides(node, graph, back, upwards);
    sides.leaving.forEach((port, edge) => sources.set(edge, port));
    sides.arriving.forEach((port, edge) => targets.set(edge, port));
    const used = [...sides.leaving.values(), ...sides.arriving.values()];
    ports.set(node.name, [...new Map(used.map((port) => [port.id, port])).values()]);
  }
  return {
    of: (node) => ports.get(node) ?? [],
    source: (edge) => sources.get(edge),
    target: (edge) => targets.get(edge),
  };
}

/** The ports of one node. */
class NodeSides {
  readonly leaving = new Map<GraphEdge, Port>();
  readonly arriving = new Map<GraphEdge, Port>();
  private readonly outline: Outline;

  constructor(
    private readonly node: GraphNode,
    graph: Graph,
    back: ReadonlySet<GraphEdge>,
    upwards: ReadonlySet<GraphEdge>,
  ) {
    this.outline = OUTLINES[drawingOf(node).outline];
    const out = graph.edgesFrom(node.name);
    const into = graph.edges.filter((edge) => edge.to === node.name);
    const boundaries = out.filter((edge) => edge.role === 'boundary');
    const forward = out.filter((edge) => edge.role !== 'boundary' && !back.has(edge));
    const backOut = out.filter((edge) => edge.role !== 'boundary' && back.has(edge));
    const backIn = into.filter((edge) => back.has(edge));

    const room = this.outline.width - boundaries.length * BOUNDARY_STEP;
    const loops = [backOut.length > 0, backIn.length > 0].filter(Boolean).length;
    const exits = this.outline.corners ? spread(forward.length, backOut.length > 0) : [];
    if (forward.length === 2 && forward[1] && upwards.has(forward[1])) exits[1] = 'NORTH';
    forward.forEach((edge, index) =>
      this.leaving.set(edge, this.middle(exits[index] ?? 'EAST', `/${index}`)),
    );
    for (const edge of backOut) this.leaving.set(edge, this.below('out', (room * loops) / (loops + 1)));
    boundaries.forEach((edge, index) =>
      this.leaving.set(edge, this.boundary(index, boundaries.length - 1 - index)),
    );

    const southIsFree = ![...this.leaving.values()].some(({ side }) => side === 'SOUTH') && loops === 0;
    const entering = into.filter((edge) => !back.has(edge));
    const gathers = this.outline.title === 'above' && entering.length === 2 && southIsFree;
    entering.forEach((edge, index) =>
      this.arriving.set(edge, this.middle(gathers && index === 1 ? 'SOUTH' : 'WEST')),
    );
    for (const edge of backIn) {
      const aroundCorner = edge.from === edge.to && this.outline.corners;
      this.arriving.set(edge, aroundCorner ? this.middle('WEST') : this.below('in', room / (loops + 1)));
    }
  }

  private middle(side: Side, suffix = ''): Port {
    const { width, height } = this.outline;
    const x = { NORTH: width / 2, SOUTH: width / 2, EAST: width, WEST: 0 }[side];
    const y = { NORTH: 0, SOUTH: height, EAST: height / 2, WEST: height / 2 }[side];
    return { id: `${this.node.name}/${side}${suffix}`, side, x, y, size: 0 };
  }

  /** Where loops leave and enter: at the corner, or left of the boundary events. */
  private below(way: 'in' | 'out', x: number): Port {
    if (this.outline.corners) return this.middle('SOUTH', way === 'out' ? '/loop' : '');
    return {
      id: `${this.node.name}/loop-${way}`,
      side: 'SOUTH',
      x: Math.round(x),
      y: this.outline.height,
      size: 0,
    };
  }

  /** The events on the border stand at its right end. */
  private boundary(index: number, fromRight: number): Port {
    const { width, height } = this.outline;
    const x = width - 12 - BOUNDARY_SIZE - fromRight * BOUNDARY_STEP;
    const id = `${this.node.name}/boundary-${index}`;
    return { id, side: 'SOUTH', x, y: height - BOUNDARY_SIZE / 2, size: BOUNDARY_SIZE };
  }
}

const BOUNDARY_STEP = BOUNDARY_SIZE + 10;

/** The corners that a gateway's forward edges leave from, in declared order. */
function spread(count: number, southTaken: boolean): Side[] {
  if (count < 2) return ['EAST'];
  if (southTaken) return ['NORTH', ...Array<Side>(count - 1).fill('EAST')];
  if (count === 2) return ['EAST', 'SOUTH'];
  return ['NORTH', ...Array<Side>(count - 2).fill('EAST'), 'SOUTH'];
}
