import { ForbiddenError, InputInvalidError } from '../../errors.js';
import type { Activation } from '../activation.js';
import type { WorkflowUser } from '../ports/access-policy.js';
import type { ProcessContext } from '../process-context.js';
import { refuseUnstorable } from '../storable-text.js';
import type { Move } from './definition.js';
import type { TransitionDefinition } from './definition.js';

/** Why the user is neither the owner of the task nor a manager of its flow. */
async function notOwnerNorManager({ context }: Move, { task }: Activation, user: WorkflowUser) {
  if (task.owner === user.id || (await context.rights.mayManage(user))) return undefined;
  return `Expected the owner of task '${task.node}' or a holder of '${context.flow.managePermission}', but '${user.id}' is neither.`;
}

/** Why the user is not the owner of the task. */
export function notOwner({ task }: Activation, user: WorkflowUser): string | undefined {
  return task.owner === user.id
    ? undefined
    : `Expected the owner of task '${task.node}', but '${user.id}' is not.`;
}

/**
 * The user an action names, else `otherwise`.
 *
 * @throws {InputInvalidError} when it names none.
 */
export function requireUser(who: unknown, otherwise?: WorkflowUser): WorkflowUser | string {
  if (typeof who === 'string' && who.length > 0 && who.length <= 100) return who;
  if (typeof who === 'object' && who !== null && 'id' in who) return who as WorkflowUser;
  if (who === undefined && otherwise) return otherwise;
  throw new InputInvalidError(`Expected a user id of 1 to 100 characters, but got ${JSON.stringify(who)}.`, [
    { field: 'user', messages: ['user must be a user id of 1 to 100 characters'] },
  ]);
}

/**
 * Gives a task to a user, whose rights are checked when a user does it.
 *
 * @throws {ForbiddenError} when a user who takes it may not have it.
 * @throws {InputInvalidError} when the user it is given to is none, or may not have it: who gives it can name another.
 */
export async function give(
  context: ProcessContext,
  activation: Activation,
  who: WorkflowUser | string,
): Promise<void> {
  const { task } = activation;
  const id = typeof who === 'string' ? who : who.id;
  if (context.user) {
    const taker = context.user.id === id ? context.user : undefined;
    const user = taker ?? (typeof who === 'string' ? await context.access.find(id) : who);
    const refusal = user
      ? await context.rights.mayNotTake(user, task)
      : `Expected a user to give task '${task.node}' to, but '${id}' is none.`;
    if (refusal !== undefined && taker) throw new ForbiddenError(refusal);
    if (refusal !== undefined) {
      const message = user ? 'user must be somebody who may have the task' : 'user must be a user there is';
      throw new InputInvalidError(refusal, [{ field: 'user', messages: [message] }]);
    }
  }
  context.give(task, id);
}

export const assign: TransitionDefinition = {
  from: ['NEW'],
  async denial({ context }, activation, user) {
    const refusal = await context.rights.mayNotTake(user, activation.task);
    return refusal === undefined || (await context.rights.mayManage(user)) ? undefined : refusal;
  },
  async perform({ context, engine }, activation, [who]) {
    const { user } = context;
    const target = requireUser(who, user);
    const forAnother = user && user.id !== (typeof target === 'string' ? target : target.id);
    if (forAnother && !(await context.rights.mayManage(user))) {
      throw new ForbiddenError(
        `Expected a holder of '${context.flow.managePermission}' to give a task to somebody else, but '${user.id}' is none.`,
      );
    }
    await give(context, activation, target);
    await engine.race.decide(activation.task, 'start');
  },
};

/** Why a task that somebody has for somebody else cannot be given away. */
function isDelegated(_move: Move, { task }: Activation): string | undefined {
  return task.delegatedBy === null
    ? undefined
    : `Expected task '${task.node}' to be its owner's own, but '${task.owner}' has it for '${task.delegatedBy}': hand it back first.`;
}

export const unassign: TransitionDefinition = {
  from: ['ASSIGNED', 'STARTED'],
  refusal: isDelegated,
  denial: notOwnerNorManager,
  perform({ context }, { task }) {
    task.owner = null;
    task.assignedAt = null;
    task.startedAt = null;
    task.snoozedUntil = null;
    context.setStatus(task, 'NEW');
    context.work.record('task.unassigned', task);
    return Promise.resolve();
  },
};

export const reassign: TransitionDefinition = {
  from: ['ASSIGNED', 'STARTED'],
  refusal: isDelegated,
  denial: notOwnerNorManager,
  async perform({ context }, activation, [who]) {
    const target = requireUser(who);
    activation.task.startedAt = null;
    activation.task.snoozedUntil = null;
    await give(context, activation, target);
  },
};

export const start: TransitionDefinition = {
  from: ['ASSIGNED'],
  prepare: ({ engine }, { task }) => engine.sections.read(task),
  refusal: ({ engine }, { task }) => engine.sections.refusal(task),
  denial: (_move, activation, user) => Promise.resolve(notOwner(activation, user)),
  async perform({ context, engine }, { task }) {
    task.startedAt = context.now;
    context.setStatus(task, 'STARTED');
    context.work.record('task.started', task);
    await engine.race.decide(task, 'start');
  },
};

export const saveDraft: TransitionDefinition = {
  from: ['ASSIGNED', 'STARTED'],
  denial: (_move, activation, user) => Promise.resolve(notOwner(activation, user)),
  perform(_move, { task }, [form]) {
    refuseUnstorable(form);
    task.draft = form ?? null;
    return Promise.resolve();
  },
};
