import { EngineFault } from '../errors.js';
import type { FlowRegistry } from './flow-registry.js';
import type { AccessPolicy, WorkflowUser } from './ports/access-policy.js';
import type { Clock } from './ports/clock.js';
import type { TaskRow } from './ports/list-queries.js';
import type { StoreTransaction } from './ports/workflow-store.js';
import { Session } from './session.js';
import type { TransitionName } from './transitions/transition.js';

/** Nothing is read for a preview: what would need it is left out. */
const NO_TRANSACTION = {} as StoreTransaction;

/**
 * Which transitions a user could make on rows of a list: read without a lock, and without a statement per row.
 *
 * `undo` is left out, because it depends on what followed from a task; `Executor.activate` knows it exactly.
 */
export class ActionPreview {
  constructor(
    private readonly registry: FlowRegistry,
    private readonly access: AccessPolicy,
    private readonly clock: Clock,
  ) {}

  async of(user: WorkflowUser, { task, process }: TaskRow): Promise<TransitionName[]> {
    const flow = this.registry.named(process.flow);
    const session = new Session({
      tx: NO_TRANSACTION,
      flow,
      instance: this.registry.instanceOf(flow),
      process,
      fresh: false,
      user,
      access: this.access,
      now: this.clock.now(),
      failures: 'raise',
      compensateChild: () =>
        Promise.reject(new EngineFault('Expected a preview to take nothing back, but it did.')),
      spawn: () => Promise.reject(new EngineFault('Expected a preview to start nothing, but it did.')),
    });
    const names = await session.context.activation(task).allowedTransitions(user);
    session.close();
    return names.filter((name) => name !== 'undo');
  }
}
