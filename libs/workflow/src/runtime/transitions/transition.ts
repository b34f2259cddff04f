import type { WorkflowUser } from '../ports/access-policy.js';

/** Names of all transitions a task can make. */
export const TRANSITION_NAMES = [
  'assign',
  'unassign',
  'reassign',
  'start',
  'execute',
  'saveDraft',
  'snooze',
  'unsnooze',
  'delegate',
  'handBack',
  'cancel',
  'undo',
  'revive',
  'retry',
  'skip',
  'add',
  'finish',
] as const;
export type TransitionName = (typeof TRANSITION_NAMES)[number];

/** A transition of one task: call it to make it; ask it first whether it can be made, and by whom. */
export interface Transition<Args extends unknown[] = [], Result = void> {
  /**
   * Makes the transition.
   *
   * @throws {TransitionNotAllowedError} when the task is not in a state for it.
   * @throws {ForbiddenError} when there is a user and the user may not.
   */
  (...args: Args): Promise<Result>;
  /** Whether the task is in a state for it. Synchronous and without effects: all it needs was read under the lock. */
  canProceed(): boolean;
  /** Whether this user may make it. Asks the access policy. */
  isAllowed(user: WorkflowUser): Promise<boolean>;
}
