import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { Duration } from '../definition/durations.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import type { FlowRegistry } from './flow-registry.js';
import type { WorkflowUser } from './ports/access-policy.js';
import type { FailureMode } from './context-parts.js';

/** How a task or process is reached. */
export interface ActivateOptions {
  /** Who acts; without one, code does, and no right is asked for. */
  readonly user?: WorkflowUser;
  /** The task must be of this flow, */
  readonly flow?: CompiledFlow;
  /** of this node, */
  readonly node?: string;
  /** of this process: else it is not found. */
  readonly processId?: string;
  /** Default: what a node throws reaches the caller and everything rolls back. `keep` stores it as a task in ERROR. */
  readonly failures?: FailureMode;
  /** How long to wait for the lock. Default: as long as the flow has it. */
  readonly wait?: Duration;
}

/** Whether a task that was found is of the flow, process and node that were asked for. */
export function isAsExpected(
  process: Process,
  task: Task,
  options: ActivateOptions,
  registry: FlowRegistry,
): boolean {
  if (options.flow && process.flow !== options.flow.name) return false;
  if (options.processId !== undefined && process.id !== options.processId) return false;
  if (options.node === undefined || task.node === options.node) return true;
  return registry.named(process.flow).graph.find(task.node)?.name === options.node;
}
