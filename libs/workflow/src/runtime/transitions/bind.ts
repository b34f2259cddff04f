import { ForbiddenError, TransitionNotAllowedError } from '../../errors.js';
import type { Activation } from '../activation.js';
import type { Move } from './definition.js';
import { TRANSITIONS } from './table.js';
import type { Transition, TransitionName } from './transition.js';

/** Makes a row of the transition table callable on one task. */
export function bindTransition(
  move: Move,
  activation: Activation,
  name: TransitionName,
): Transition<never[]> {
  const definition = TRANSITIONS[name];
  const { task, node } = activation;

  const refusal = (): string | undefined => {
    const taskName = `task '${task.node}' of process ${task.processId}`;
    if (!move.context.transitionsOf(node).includes(name))
      return `Expected a task that has '${name}', but ${taskName} is of kind ${task.kind}, which has not.`;
    if (!definition.from.includes(task.status) && !definition.also?.(activation)) {
      const who = task.owner === null ? '' : ` by '${task.owner}'`;
      return `Expected ${taskName} to be ${definition.from.join(' or ')} to ${name} it, but it is ${task.status}${task.finishedAt ? `${who} since ${task.finishedAt.toISOString()}` : ''}.`;
    }
    return definition.refusal?.(move, activation);
  };

  const call = async (...args: unknown[]): Promise<unknown> => {
    move.assertOpen();
    await definition.prepare?.(move, activation);
    const refused = refusal();
    if (refused !== undefined) throw new TransitionNotAllowedError(refused);
    const { user } = move.context;
    if (user) {
      const denied = await definition.denial(move, activation, user);
      if (denied !== undefined) throw new ForbiddenError(denied);
    }
    return definition.perform(move, activation, args);
  };

  return Object.assign(call, {
    canProceed: () => refusal() === undefined,
    isAllowed: async (user: { id: string }) =>
      (await definition.denial(move, activation, user)) === undefined,
  }) as Transition<never[]>;
}
