import type { FlowGraph } from './flow-graph.js';
import type { GraphNode } from './node-kind.js';
import type { FlowClass } from './flow-node.js';
import type { FlowOptions } from './flow-options.js';
import { pessimisticWrite, type LockStrategy } from './lock.js';
import type { Synchronisation } from './synchronisation.js';

interface CompiledFlowParts {
  readonly flowClass: FlowClass;
  readonly options: FlowOptions;
  readonly name: string;
  readonly title: string;
  readonly viewPermission: string;
  readonly managePermission: string;
  readonly graph: FlowGraph;
  readonly synchronisation: Synchronisation;
  readonly hash: string;
}

/** A flow class after compilation: its stable name, its options with defaults filled in, and its graph. */
export class CompiledFlow implements CompiledFlowParts {
  readonly flowClass: FlowClass;
  readonly options: FlowOptions;
  /** The stable name, in the database and in URLs. */
  readonly name: string;
  readonly title: string;
  /** The right to see the flow's processes. */
  readonly viewPermission: string;
  /** The right to cancel, undo, revive, retry and skip. */
  readonly managePermission: string;
  readonly graph: FlowGraph;
  readonly synchronisation: Synchronisation;
  /** Of the graph's shape; stored with every process that ran on it. */
  readonly hash: string;
  readonly lock: LockStrategy;
  /** The nodes a process can begin with, in declared order. */
  readonly starts: readonly GraphNode[];

  constructor(parts: CompiledFlowParts) {
    this.flowClass = parts.flowClass;
    this.options = parts.options;
    this.name = parts.name;
    this.title = parts.title;
    this.viewPermission = parts.viewPermission;
    this.managePermission = parts.managePermission;
    this.graph = parts.graph;
    this.synchronisation = parts.synchronisation;
    this.hash = parts.hash;
    this.lock = parts.options.lock ?? pessimisticWrite();
    this.starts = parts.graph.nodes.filter((node) => node.kind.category === 'start');
  }
}
