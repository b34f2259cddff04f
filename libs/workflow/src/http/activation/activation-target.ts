import type { FlowClass } from '../../definition/flow-node.js';

/** Where `@UseActivation` keeps what it was given. */
export const ACTIVATION = 'nestflow:activation';

/** What `@UseActivation` was given. */
export interface ActivationTarget {
  readonly flow: FlowClass;
  readonly node?: string;
}
