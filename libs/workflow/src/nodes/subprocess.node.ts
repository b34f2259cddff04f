import type { NodeDecorator } from '../definition/references.js';
import { defineNode } from '../runtime/define-node.js';
import { CALL_ACTIVITY, calledFlow, SubprocessFailed, type CallOptions } from './called-flow.js';

/** Options of {@link Subprocess}. */
export interface SubprocessOptions<
  F extends object = object,
  N extends string = string,
  B extends string = string,
> extends CallOptions<F, N, B> {
  /** What the start is called with. */
  readonly payload?: (activation: never) => unknown;
}

const subprocess = defineNode<SubprocessOptions>({
  name: 'SUBPROCESS',
  ...CALL_ACTIVITY,
  transitions: ['cancel', 'undo', 'revive', 'retry'],
  async create({ activation, options, spawn, children, complete }) {
    const child = activation.task.attempts > 0 ? (await children()).at(-1) : undefined;
    // One that still runs is waited for; of one that has ended only the method has failed.
    if (child && child.status !== 'FAILED') {
      if (child.status !== 'NEW') complete();
      return;
    }
    const payload: unknown = await options.payload?.(activation as never);
    await spawn(calledFlow(options.flow), options.start, payload);
  },
  async childEnded({ children }, { processId, status, code }) {
    if (status === 'FAILED') return { error: new SubprocessFailed(processId, code) };
    return { result: (await children()).find(({ id }) => id === processId) };
  },
  run: async ({ node, call, children }, child) =>
    node.hasMethod ? call(child ?? (await children()).at(-1)) : undefined,
});

/**
 * Calls another flow, and goes on when its process has ended. A method gets (activation, child): the ended process,
 * whose data it may take over. When the child ends in an `@ErrorEnd`, this task fails with its code. Cancelling the
 * task cancels the child. BPMN: call activity. Workflow pattern 22, recursion.
 *
 * @example
 * \@Subprocess({ flow: VerifyFlow, start: 'check', payload: ({ process }: Activation<Order>) => process.data.customer, next: 'ship' })
 * verify({ process }: Activation<Order>, child: Process<Verification>) { process.data.verified = child.data.passed; }
 */
export function Subprocess<F extends object, const N extends string, const B extends string = never>(
  options: SubprocessOptions<F, N, B>,
): NodeDecorator<
  N | B,
  (activation: never, child: never) => unknown,
  '@Subprocess method takes (activation, child)'
> {
  return subprocess(options as unknown as SubprocessOptions);
}
