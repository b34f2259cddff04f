import type { FlowClass } from '../../definition/flow-node.js';

/** Where viewset classes keep their {@link ViewsetScope}. */
export const VIEWSET = 'nestflow:viewset';

/**
 * Which part of a viewset a controller is: a flow on its own; the lists above several flows; one of these flows; or
 * the processes of flows that the code no longer has.
 */
export type ViewsetPart = 'lone-flow' | 'root' | 'flow' | 'unknown-flow';

/** What a viewset's controller shows. */
export interface ViewsetScope {
  readonly part: ViewsetPart;
  /** The flow whose processes are here, of a `lone-flow` or a `flow`. */
  readonly flow?: FlowClass;
  /** All flows of the viewset. */
  readonly flows: readonly FlowClass[];
}
