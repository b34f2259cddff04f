/** Why an edge is there; decides its label, how it is drawn and how graph analysis reads it. */
export type EdgeRole = 'next' | 'then' | 'else' | 'case' | 'default' | 'branch' | 'ifNone' | 'boundary';

/** One way out of a node, as a node kind declares it from its options. */
export interface EdgeDeclaration {
  /** The name of the node the edge leads to. */
  readonly to: string;
  readonly role: EdgeRole;
  /** Shown on the diagram: "yes", "default", a case's name. */
  readonly label?: string;
  /** Several tokens may leave by this edge at once: a split over items. */
  readonly multiple?: boolean;
}

/** What a node is to a reader: where it stands in lists and how it is classed in the documentation. */
export type NodeCategory = 'start' | 'task' | 'gateway' | 'event' | 'end' | 'obsolete';

/** How a node is drawn: its outline and, inside it, its marker. */
export interface NodeDrawing {
  readonly outline: 'circle' | 'thick-circle' | 'double-circle' | 'rounded' | 'diamond';
  readonly marker?: string;
}

/** The BPMN 2.0 element a node is exported as: `bpmn:UserTask`, with an event definition where it has one. */
export interface BpmnElement {
  readonly type: `bpmn:${string}`;
  readonly eventDefinition?: `bpmn:${string}`;
}

/** The options every node has, whatever its kind. Templates are Liquid and see `process`, `task` and `flow`. */
export interface CommonNodeOptions {
  /** Title for people. Default: the member's name, humanised ("checkApprove" → "Check approve"). */
  readonly title?: string;
  /** What has to be done here, for people. */
  readonly description?: string;
  /** One line about a waiting task, a Liquid template. */
  readonly summary?: string;
  /** One line about a finished task, a Liquid template. */
  readonly result?: string;
  /** Earlier names of this node: tasks stored under them belong to it. */
  readonly was?: readonly string[];
}

/**
 * The static half of a node kind: what the compiler, the charts and the documentation ask of it.
 * The half that runs is added by `defineNode` in the runtime.
 */
export interface NodeKind<Options extends CommonNodeOptions = CommonNodeOptions> {
  /** The kind's stable name, stored with every task: `VIEW`, `JOIN`. */
  readonly name: string;
  readonly category: NodeCategory;
  readonly drawing: NodeDrawing;
  readonly bpmn: BpmnElement;
  /** The ways out that these options declare, in the order they were written. */
  edges(options: Options): readonly EdgeDeclaration[];
  /** What else is wrong with a node of this kind, one sentence each; asked at boot. */
  mistakes?(node: GraphNode<Options>, graph: Graph): readonly string[];
  /** True when the kind cannot work on a property: it calls the member's method. */
  readonly needsMethod?: boolean;
  /** A node of this kind may be without a way out or in: ends, and nodes kept for the tasks of the past. */
  readonly detached?: boolean;
  /** `opens`: its branches are a scope of their own, which a join closes. `closes`: it joins the branches of one. */
  readonly scope?: 'opens' | 'closes';
}

/** A node of a compiled flow. Frozen: the graph never changes after boot. */
export interface GraphNode<Options extends CommonNodeOptions = CommonNodeOptions> {
  /** The member's name: what references, URLs and the database use. */
  readonly name: string;
  readonly title: string;
  readonly kind: NodeKind;
  readonly options: Options;
  /** The member is a method: the kind may call it. */
  readonly hasMethod: boolean;
  /** Place in the declared order, from 0. */
  readonly index: number;
}

/** An edge of a compiled flow. */
export interface GraphEdge extends EdgeDeclaration {
  readonly from: string;
}

/** What a kind may ask of the graph it stands in. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** The node of this name, or the one that was called so. */
  find(name: string): GraphNode | undefined;
  /** The edges that leave a node, in declared order. */
  edgesFrom(name: string): readonly GraphEdge[];
  /** The nodes that can be reached from a node, itself included only when it lies on a cycle. */
  reachableFrom(from: string, avoiding?: string): ReadonlySet<string>;
}
