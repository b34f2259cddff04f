import type { CompiledFlow } from '../definition/compiled-flow.js';
import { nearest } from '../definition/names.js';
import type { GraphNode } from '../definition/node-kind.js';
import { InputInvalidError } from '../errors.js';
import { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import { newId } from './ids.js';
import type { WorkflowUser } from './ports/access-policy.js';
import type { StoreTransaction } from './ports/workflow-store.js';
import type { FailureMode } from './context-parts.js';
import { hydrate } from './process-data.js';
import { refuseKey } from './storable-text.js';

/** How a process is started. */
export interface StartOptions {
  /** Who starts it; without one, code does, and no right is asked for. */
  readonly user?: WorkflowUser;
  /**
   * Unique per flow: a second start with it answers with the process that is there. 1 to 200 characters, without a space
   * at its end.
   */
  readonly businessKey?: string;
  /** Default: what a node throws reaches the caller and nothing is stored. `keep` stores it as a task in ERROR. */
  readonly failures?: FailureMode;
  /** The task of another process that this one is started for. */
  readonly parentTaskId?: string;
  /** Which attempt at starting this is, from 1; failures that are kept count on from it. Default 1. */
  readonly attempt?: number;
}

/** What a start answers. */
export interface Started<Result = unknown> {
  readonly process: Process;
  /** The start's own task. */
  readonly task: Task;
  /** The tasks the process waits at now; empty when the process was there before. */
  readonly next: readonly Task[];
  /** What the start's method returned. */
  readonly result: Result;
  /** False when a process with this business key was there before. */
  readonly created: boolean;
}

/**
 * The start of a flow by its name.
 *
 * @throws {InputInvalidError} when it is none.
 */
export function startNode(flow: CompiledFlow, name: string): GraphNode {
  const node = flow.graph.find(name);
  if (node?.kind.category === 'start') return node;
  const guess = nearest(
    name,
    flow.starts.map((start) => start.name),
  );
  throw new InputInvalidError(
    `Expected a start of ${flow.name}, but '${name}' is none${guess ? `: did you mean '${guess}'?` : ''}`,
  );
}

/**
 * A process of this flow at its very beginning, with the data its class begins with.
 *
 * @throws {InputInvalidError} when the business key is empty, too long, or none that a database can keep.
 */
export function newProcess(
  flow: CompiledFlow,
  { businessKey, parentTaskId }: StartOptions,
  now: Date,
): Process {
  if (businessKey !== undefined && (businessKey === '' || businessKey.length > 200)) {
    throw new InputInvalidError(
      `Expected a business key of 1 to 200 characters, but got ${businessKey.length}.`,
    );
  }
  if (businessKey !== undefined) refuseKey(businessKey, 'businessKey');
  return Object.assign(new Process(), {
    id: newId(),
    flow: flow.name,
    status: 'NEW',
    data: new flow.options.data(),
    businessKey: businessKey ?? null,
    parentTaskId: parentTaskId ?? null,
    artifactType: null,
    artifactId: null,
    definition: flow.hash,
    createdAt: now,
    finishedAt: null,
  } satisfies Omit<Process, 'artifact'>);
}

/** What a start answers when a process with its business key is there already; `undefined` when none is. */
export async function standing(
  tx: StoreTransaction,
  flow: CompiledFlow,
  businessKey: string,
): Promise<Started | undefined> {
  const process = await tx.findByBusinessKey(flow.name, businessKey);
  const task = process && (await tx.firstTask(process.id));
  if (!process || !task) return undefined;
  process.data = hydrate(flow.options.data, process.data);
  return { process, task, result: undefined, next: [], created: false };
}
