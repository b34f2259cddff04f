import 'reflect-metadata';
import type { FlowClass } from './flow-node.js';
import type { FlowOptions } from './flow-options.js';
import type { CommonNodeOptions, NodeKind } from './node-kind.js';

/** What one decorator on one member recorded. */
export interface NodeRecord {
  readonly member: string;
  readonly kind: NodeKind;
  readonly options: CommonNodeOptions;
}

const FLOW = Symbol('nestflow:flow');
const NODES = Symbol('nestflow:nodes');

/** Records `@Flow` on the class itself. */
export function recordFlow(flow: FlowClass, options: FlowOptions): void {
  Reflect.defineMetadata(FLOW, options, flow);
}

/** Records a node decorator on the class whose member it decorates; parents and mixins are left as they are. */
export function recordNode(prototype: object, record: NodeRecord): void {
  const owner = prototype.constructor;
  const own = (Reflect.getOwnMetadata(NODES, owner) as NodeRecord[] | undefined) ?? [];
  // Decorators of one member run bottom-up; members run top-down, which is the declared order we keep.
  Reflect.defineMetadata(NODES, [...own, record], owner);
}

/** The options of `@Flow` on this very class, not on a parent. */
export function readFlow(flow: FlowClass): FlowOptions | undefined {
  return Reflect.getOwnMetadata(FLOW, flow) as FlowOptions | undefined;
}

/** The records of a class and its parents, outermost parent first, each class's in declared order. */
export function readNodes(flow: FlowClass): { owner: FlowClass; records: readonly NodeRecord[] }[] {
  const lineage: { owner: FlowClass; records: readonly NodeRecord[] }[] = [];
  for (let owner: unknown = flow; typeof owner === 'function' && owner !== Function.prototype;) {
    const records = Reflect.getOwnMetadata(NODES, owner) as NodeRecord[] | undefined;
    if (records) lineage.unshift({ owner: owner as FlowClass, records });
    owner = Object.getPrototypeOf(owner);
  }
  return lineage;
}
