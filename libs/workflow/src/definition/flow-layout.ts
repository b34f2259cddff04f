import type { BoundaryEvent, EdgeRole, NodeCategory, NodeDrawing } from './node-kind.js';

/** A place on a diagram. Whole pixels, from the top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle on a diagram. Whole pixels, `x` and `y` are its top left corner. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Text on a diagram, broken into the lines that fit its box. */
export interface TextBox extends Box {
  readonly lines: readonly string[];
}

/** A node in its place. */
export interface PlacedNode extends Box {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** The kind's stable name: `VIEW`, `JOIN`. */
  readonly kind: string;
  readonly category: NodeCategory;
  readonly drawing: NodeDrawing;
  /** The title as it is drawn: inside the node, or beside one that is too small for it. */
  readonly label: TextBox;
}

/** An edge along its way. */
export interface PlacedEdge {
  /** Unique in its diagram, and the same every time: `approve>send`, `approve>send#2`. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly role: EdgeRole;
  /** From the source's border to the target's; neighbours differ in either `x` or `y`. */
  readonly points: readonly Point[];
  /** What the edge says, in full: "yes", a case's name, when a timer is due. */
  readonly title?: string;
  /** As much of it as is drawn. */
  readonly label?: TextBox;
  /** The event on the source's border that the edge leaves from. */
  readonly boundary?: Box &
    BoundaryEvent & {
      /** Its tasks are stored under this name: `approve:timeout`. */
      readonly name?: string;
    };
}

/** A flow as a diagram: what every picture and export of it is made from. Plain data. */
export interface FlowLayout {
  /** The flow's stable name. */
  readonly flow: string;
  readonly title: string;
  readonly description?: string;
  /** Of the graph's shape. */
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  /** In declared order. */
  readonly nodes: readonly PlacedNode[];
  /** In declared order. */
  readonly edges: readonly PlacedEdge[];
}
