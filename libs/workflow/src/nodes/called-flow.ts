import type { FlowClass } from '../definition/flow-node.js';

/** A flow class, or a function that answers it: for a flow that calls itself, or one declared later. */
export type CalledFlow<F extends object = object> = FlowClass<F> | (() => FlowClass<F>);

/** The flow class that is called. Only classes have a prototype; the functions here are arrows. */
export function calledFlow(flow: CalledFlow): FlowClass {
  return 'prototype' in flow && (flow.prototype as unknown) !== undefined
    ? (flow as FlowClass)
    : (flow as () => FlowClass)();
}

/** What a subprocess task fails with when its child has ended in an error end; `onError` matches its code. */
export class SubprocessFailed extends Error {
  override readonly name = 'SubprocessFailed';

  constructor(
    readonly processId: string,
    /** The code of the child's error end. */
    readonly code: string | undefined,
  ) {
    super(`The subprocess ${processId} has failed${code === undefined ? '' : ` with ${code}`}.`);
  }
}
