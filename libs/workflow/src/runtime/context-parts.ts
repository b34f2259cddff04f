import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { FlowClass } from '../definition/flow-node.js';
import type { Process } from '../model/process.entity.js';
import type { AccessPolicy, WorkflowUser } from './ports/access-policy.js';
import type { StoreTransaction } from './ports/workflow-store.js';

/** What happens when a node's code throws: the caller gets the error, or the task keeps it and waits as ERROR. */
export type FailureMode = 'raise' | 'keep';

/** Starts a process of another flow for a task. */
export type Spawn = (
  flow: FlowClass,
  start: string,
  payload: unknown,
  parentTaskId: string,
) => Promise<Process>;

/** What the context of a process is made of. */
export interface ContextParts {
  readonly tx: StoreTransaction;
  readonly flow: CompiledFlow;
  /** The flow provider whose methods the nodes are. */
  readonly instance: object;
  readonly process: Process;
  /** The process is made in this transaction and not in the database yet. */
  readonly fresh: boolean;
  readonly user: WorkflowUser | undefined;
  readonly access: AccessPolicy;
  readonly now: Date;
  readonly failures: FailureMode;
  /** Starts a child process within the same transaction. */
  readonly spawn: Spawn;
  /** Takes back, within the same transaction, what a child process has done. */
  readonly compensateChild: (child: Process) => Promise<void>;
}
