import type { FlowClass } from './flow-node.js';

/** Why an edge is there; decides its label, how it is drawn and how graph analysis reads it. */
export type EdgeRole =
  'next' | 'then' | 'else' | 'case' | 'default' | 'branch' | 'ifNone' | 'ifCanceled' | 'boundary';

/** One way out of a node, as a node kind declares it from its options. */
export interface EdgeDeclaration {
  /** The name of the node the edge leads to. */
  readonly to: string;
  readonly role: EdgeRole;
  /** Shown on the diagram: "yes", "default", a case's name. */
  readonly label?: string;
  /** Several tokens may leave by this edge at once: a split over items. */
  readonly multiple?: boolean;
  /** For the role `boundary`: the event on the node's border from which the edge leaves. */
  readonly event?: BoundaryEvent;
}

/** An event on the border of a node: a timeout, an error, an escalation. BPMN: boundary event. */
export interface BoundaryEvent {
  /** What is drawn in its circle, in the words of {@link NodeDrawing.marker}: `timer`, `error`. */
  readonly marker?: string;
  readonly bpmn?: Omit<BpmnElement, 'type'>;
  /** False when the node goes on beside the path that begins here. Default true. */
  readonly interrupting?: boolean;
  /** The path is no flow of control: its node takes back what this one has done. BPMN: an association. */
  readonly compensates?: boolean;
}

/** An event attached to a node by an option such as `onTimeout`: a small node of its own on the border of its host. */
export interface BoundaryDeclaration {
  /** Tells it from others on the same node: its name is `host:suffix`. */
  readonly suffix: string;
  /** Where the path that begins here leads. */
  readonly to: string;
  readonly label?: string;
  readonly event: BoundaryEvent;
  readonly kind: NodeKind;
  readonly options: CommonNodeOptions;
}

/** What a node is to a reader: where it stands in lists and how it is classed in the documentation. */
export type NodeCategory = 'start' | 'task' | 'gateway' | 'event' | 'end' | 'obsolete';

/** How a node is drawn: its outline and, inside it, its marker. */
export interface NodeDrawing {
  readonly outline: 'circle' | 'thick-circle' | 'double-circle' | 'rounded' | 'diamond';
  /** The icon's name: see `chart/markers.ts` for those there are. A name without an icon draws none. */
  readonly marker?: string;
  /** Several instances of it run, at once or one after another; drawn as three bars. */
  readonly repeat?: 'parallel' | 'sequential';
}

/** The BPMN 2.0 element a node is exported as: `bpmn:UserTask`, with an event definition where it has one. */
export interface BpmnElement {
  readonly type: `bpmn:${string}`;
  readonly eventDefinition?: `bpmn:${string}`;
  /** What the event is about: a message's or signal's name, an error's code, when a timer is due. */
  readonly subject?: string;
  /** Which expression of a timer `subject` is. Default `timeDuration`. */
  readonly timer?: 'timeDuration' | 'timeDate' | 'timeCycle';
  /** Several instances run, at once or one after another. BPMN: multi-instance loop characteristics. */
  readonly repeat?: 'parallel' | 'sequential';
  /** For a compensation that takes back some tasks only: their nodes, an event definition for each. Default: all. */
  readonly activities?: readonly string[];
  /** Further attributes in the standard's words: `{ instantiate: true }`. */
  readonly attributes?: Readonly<Record<string, string | boolean>>;
}

/** What a node's options change in the drawing and the element of its kind. */
export interface NodeVariant {
  readonly drawing?: Partial<NodeDrawing>;
  readonly bpmn?: Partial<BpmnElement>;
}

/** The options every node has, whatever its kind. Templates are Liquid and see `process`, `task` and `flow`. */
export interface CommonNodeOptions {
  /** Title for people. Default: the member's name, humanised ("checkApprove" → "Check approve"). */
  readonly title?: string;
  /** What has to be done here, for people. */
  readonly description?: string;
  /**
   * One line about a task that waits or was cancelled, a Liquid template. What is longer than 300 characters is cut, and
   * ends in `…`.
   */
  readonly summary?: string;
  /** One line about a finished task, a Liquid template; at most as long as the summary. Default: the summary. */
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
  /** What these options change in how a node is drawn and exported: branches with conditions, an error's code. */
  variant?(options: Options): NodeVariant;
  /** The ways out that these options declare, in the order they were written. */
  edges(options: Options): readonly EdgeDeclaration[];
  /** The events that these options attach to the node's border. */
  boundaries?(options: Options): readonly BoundaryDeclaration[];
  /** For kinds that call another flow: which, and its start. Checked at boot. */
  calls?(options: Options): { readonly flow: FlowClass; readonly start: string };
  /**
   * For kinds that work in the background: the queue their tasks stand in, and how many of it run at once in one
   * worker. Without a name they stand in the default one, or with a limit in one of their own. Checked at boot.
   */
  queue?(options: Options): { readonly name?: string; readonly concurrency?: number };
  /** What else is wrong with a node of this kind, one sentence each; asked at boot. */
  mistakes?(node: GraphNode<Options>, graph: Graph): readonly string[];
  /** True when the kind cannot work on a property: it calls the member's method. */
  readonly needsMethod?: boolean;
  /** A node of this kind may be without a way out or in: ends, and nodes kept for the tasks of the past. */
  readonly detached?: boolean;
  /**
   * `opens`: its branches are a scope of their own, which a join closes. `closes`: it joins the branches of one.
   * `races`: its branches are a scope until the first of their tasks decides; the others are withdrawn then.
   */
  readonly scope?: 'opens' | 'closes' | 'races';
  /**
   * For kinds whose scope `closes`. `live` (the default): it waits for every branch that lives. `reachable`: only for
   * those that can still get here by the graph. `counted`: for none; it counts what has arrived. `queued`: for none;
   * it counts by branch, round after round.
   */
  waitsFor?(options: Options): 'live' | 'reachable' | 'counted' | 'queued';
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
  /** For a boundary event: the node on whose border it is. */
  readonly attachedTo?: string;
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
  /** The boundary events of a node, in declared order. They are not among {@link nodes}. */
  boundariesOf(name: string): readonly GraphNode[];
  /** The nodes that can be reached from a node, itself included only when it lies on a cycle. */
  reachableFrom(from: string, avoiding?: string): ReadonlySet<string>;
}
