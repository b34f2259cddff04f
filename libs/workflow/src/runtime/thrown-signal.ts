import { InputInvalidError } from '../errors.js';
import type { WorkflowEvent } from '../model/event.entity.js';
import { newId } from './ids.js';
import { refuseUnstorable } from './storable-text.js';

/**
 * The event of a signal that code throws, not delivered yet.
 *
 * @throws {InputInvalidError} when the name is none, or the payload cannot be kept.
 */
export function thrownSignal(name: string, payload: unknown, now: Date): WorkflowEvent {
  if (!/^[\w.-]{1,100}$/.test(name)) {
    throw new InputInvalidError(
      `Expected a signal's name to be 1 to 100 letters, digits, dots, dashes or underscores, but got '${name}'.`,
    );
  }
  refuseUnstorable(payload, 'payload');
  return {
    id: newId(),
    type: 'signal.thrown',
    processId: null,
    taskId: null,
    actor: null,
    payload: { name, payload },
    createdAt: now,
    deliveredAt: null,
    attempts: 0,
    retryAt: now,
    error: null,
  };
}
