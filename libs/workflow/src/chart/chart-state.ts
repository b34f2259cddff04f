/** How many tasks stand at a node, by what became of them. What is 0 may be left out. */
export interface NodeCounts {
  readonly waiting?: number;
  readonly failed?: number;
  readonly done?: number;
  readonly canceled?: number;
}

/** Names of {@link NodeCounts}, the most pressing first: a node is coloured by the first that is not 0. */
export const NODE_STATES = ['failed', 'waiting', 'done', 'canceled'] as const;

/** What a process, or all processes of a flow, do on the diagram right now. */
export interface ChartState {
  /** By node name; names the nodes had before, and names that are gone, may be among them. */
  readonly nodes?: Readonly<Record<string, NodeCounts>> | ReadonlyMap<string, NodeCounts>;
  /** The ways taken, as the names of the nodes they join. */
  readonly travelled?: Iterable<{ readonly from: string; readonly to: string }>;
  /** A short remark at a node, by name: how long it takes, say. */
  readonly notes?: Readonly<Record<string, string>>;
}
