/** A workflow control-flow pattern, and what says it here. */
export interface ControlFlowPattern {
  readonly number: number;
  readonly name: string;
  /** The construct, in Markdown. */
  readonly construct: string;
  /** Why it is said only in part; absent when one construct says it. */
  readonly partial?: string;
}

/** The 43 patterns of van der Aalst, ter Hofstede, Russell and Mulyar. */
export const CONTROL_FLOW: readonly ControlFlowPattern[] = (
  [
    ['Sequence', '`next`'],
    ['Parallel Split', '`@Split({ branches })`'],
    ['Synchronization', '`@Join`'],
    ['Exclusive Choice', '`@If`, `@Switch({ cases, default? })`; no case is an error that is seen'],
    ['Simple Merge', 'several nodes lead to one'],
    ['Multi-Choice', '`@Split`, branches with `when`, `ifNone`'],
    ['Structured Synchronizing Merge', '`@Join`'],
    ['Multi-Merge', 'several nodes lead to one: it runs once for each'],
    ['Structured Discriminator', '`@Join({ needs: 1 })`'],
    ['Arbitrary Cycles', 'edges may lead anywhere'],
    ['Implicit Termination', '`@End`: done when nothing lives'],
    ['MI without Synchronization', '`@Split`, a branch with `times` or `items`, no join'],
    ['MI, a-priori design-time', '`@Split`, a branch with `times: 3`, and `@Join`'],
    ['MI, a-priori run-time', '`@Split`, a branch with `items`; `@MultiSubprocess({ items })`'],
    ['MI without a-priori run-time', '`add` of a split over items, of a `@MultiSubprocess`'],
    ['Deferred Choice', "`@SplitFirst({ branches, on: 'start' })`"],
    ['Interleaved Parallel Routing', "`exclusive: 'clerk'` on tasks of parallel branches"],
    ['Milestone', "`meanwhile: 'm'` on the task that waits in that state"],
    ['Cancel Task', '`cancel` of a task'],
    ['Cancel Case', '`flow.cancel(processId)`'],
    ['Structured Loop', '`@If` before or after the body; the history numbers the rounds'],
    ['Recursion', '`@Subprocess({ flow: () => Self })`'],
    ['Transient Trigger', '`@SignalCatch`; `@MessageCatch` and a message without `ttl`'],
    ['Persistent Trigger', '`@MessageCatch` and a message with `ttl`'],
    ['Cancel Region', "`@CancelRegion({ nodes: ['b2', 'c1'] })`"],
    ['Cancel MI Task', '`cancel` of a split over items, `ifCanceled`'],
    ['Complete MI Task', '`finish` of a split over items, of a `@MultiSubprocess`'],
    ['Blocking Discriminator', "`@Join({ needs: 1, arrivals: 'queue' })`"],
    ['Cancelling Discriminator', "`@Join({ needs: 1, rest: 'cancel' })`"],
    ['Structured Partial Join', '`@Join({ needs: 2 })`'],
    ['Blocking Partial Join', "`@Join({ needs: 2, arrivals: 'queue' })`"],
    ['Cancelling Partial Join', "`@Join({ needs: 2, rest: 'cancel' })`"],
    ['Generalised AND-Join', "`@Join({ arrivals: 'queue' })`"],
    ['Static Partial Join for MI', '`@Split`, a branch with `items`, and `@Join({ needs: 3 })`'],
    ['Cancelling Partial Join for MI', "the same with `rest: 'cancel'`"],
    ['Dynamic Partial Join for MI', 'the same with `needs` a function of the activation, and `add`'],
    ['Local (Acyclic) Synchronizing Merge', '`@Join`'],
    ['General Synchronizing Merge', "`@Join({ waitFor: 'reachable' })`"],
    ['Critical Section', "`exclusive: { section: 'till', until: 'b2' }`"],
    ['Interleaved Routing', "`exclusive: 'room'` on all branches of a split"],
    ['Thread Merge', '`@Join({ needs: 3 })` after a branch with `times`'],
    ['Thread Split', '`@Split`, a branch with `times: 3`'],
    ['Explicit Termination', '`@TerminateEnd`'],
  ] as const
).map(([name, construct], index) => ({ number: index + 1, name, construct }));

/** What its tests are called: `WCP01 Sequence`, and what begins so. */
export function titleOf({ number, name }: ControlFlowPattern): string {
  return `WCP${String(number).padStart(2, '0')} ${name}`;
}
