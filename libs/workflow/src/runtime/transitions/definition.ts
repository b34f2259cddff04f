import type { TaskStatus } from '../../model/status.js';
import type { Activation } from '../activation.js';
import type { Engine } from '../engine.js';
import type { WorkflowUser } from '../ports/access-policy.js';
import type { ProcessContext } from '../process-context.js';

/** What a transition works with: the process in its transaction, and the engine that moves its tokens. */
export interface Move {
  readonly context: ProcessContext;
  readonly engine: Engine;
  /** @throws {EngineFault} when the transaction is over. */
  assertOpen(): void;
}

/** One row of the transition table. A refusal is a sentence: "Expected …, but …"; `undefined` means yes. */
export interface TransitionDefinition {
  /** The statuses it starts from. */
  readonly from: readonly TaskStatus[];
  /** Whether it starts from this task too, whatever its status. */
  also?(activation: Activation): boolean;
  /** Reads what {@link refusal} needs of other tasks, where that was not read with the task. */
  prepare?(move: Move, activation: Activation): Promise<void>;
  /** What else the state must be like. */
  refusal?(move: Move, activation: Activation): string | undefined;
  /** Why this user may not make it. */
  denial(move: Move, activation: Activation, user: WorkflowUser): Promise<string | undefined>;
  /** Makes it: changes rows, runs code, moves tokens. State and right are checked before. */
  perform(move: Move, activation: Activation, args: readonly unknown[]): Promise<unknown>;
}
