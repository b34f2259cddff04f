import type { FlowClass } from '../definition/flow-node.js';
import type { CommonNodeOptions } from '../definition/node-kind.js';
import type { NodeName } from '../definition/references.js';
import type { NodeDefinition } from '../runtime/node-behaviour.js';
import { compensations, type CompensationOptions } from './boundaries/compensation.boundary.js';
import { errorCatches, type ErrorOptions } from './boundaries/error.boundary.js';
import { escalationCatches, type EscalationOptions } from './boundaries/escalation.boundary.js';
import { timeouts, type TimeoutOptions } from './boundaries/timeout.boundary.js';

/** A flow class, or a function that answers it: for a flow that calls itself, or one declared later. */
export type CalledFlow<F extends object = object> = FlowClass<F> | (() => FlowClass<F>);

/** The flow class that is called. Only classes have a prototype; the functions here are arrows. */
export function calledFlow(flow: CalledFlow): FlowClass {
  return 'prototype' in flow && (flow.prototype as unknown) !== undefined
    ? (flow as FlowClass)
    : (flow as () => FlowClass)();
}

/** The options of every node that calls another flow. */
export interface CallOptions<F extends object = object, N extends string = string, B extends string = string>
  extends
    CommonNodeOptions,
    CompensationOptions<B>,
    ErrorOptions<B>,
    EscalationOptions<B>,
    TimeoutOptions<B> {
  /** The flow that is called; `() => Class` for this one itself, or one declared later. */
  readonly flow: CalledFlow<F>;
  /** The start of that flow. */
  readonly start: NodeName<F>;
  readonly next: N;
}

/** What is the same of every node that calls another flow. BPMN: call activity. */
export const CALL_ACTIVITY = {
  category: 'task',
  drawing: { outline: 'rounded', marker: 'subprocess' },
  bpmn: { type: 'bpmn:CallActivity' },
  edges: ({ next }) => [{ to: next, role: 'next' }],
  boundaries: (options) => [
    ...timeouts(options),
    ...errorCatches(options),
    ...escalationCatches(options),
    ...compensations(options),
  ],
  calls: ({ flow, start }) => ({ flow: calledFlow(flow), start }),
  waits: true,
  spawns: true,
  exits: ({ options }) => [{ to: options.next }],
} as const satisfies Partial<NodeDefinition<CallOptions>>;

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
