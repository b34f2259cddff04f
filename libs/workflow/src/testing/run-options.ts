import type { FlowClass } from '../definition/flow-node.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import type { AccessPolicy } from '../runtime/ports/access-policy.js';
import type { WorkflowStore } from '../runtime/ports/workflow-store.js';
import type { FakeClock } from './fake-clock.js';

/** Reads what a run has stored. */
export interface RunTables {
  process(id: string): Promise<Process | undefined>;
  /** In the order they were made. */
  tasks(processId: string): Promise<Task[]>;
}

/** What a {@link FlowRun} is made of; everything has a default that needs no server. */
export interface FlowRunOptions {
  /** Provider instances for flows whose constructors need some: the class, and the flow made with them. */
  readonly instances?: ReadonlyMap<FlowClass, object>;
  readonly access?: AccessPolicy;
  readonly clock?: FakeClock;
  readonly store?: WorkflowStore;
  readonly tables?: RunTables;
}
