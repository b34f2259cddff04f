import { InputInvalidError } from '../../errors.js';
import type { Task } from '../../model/task.entity.js';
import type { ProcessContext } from '../process-context.js';
import { give, notOwner, requireUser } from './people.transitions.js';
import type { TransitionDefinition } from './definition.js';

/** Gives a delegated task back to whoever delegated it. */
export function returnTask(context: ProcessContext, task: Task, outcome: { done: boolean }): void {
  const { owner, delegatedBy } = task;
  if (delegatedBy === null) return;
  context.work.record('task.returned', task, { from: owner, to: delegatedBy, ...outcome });
  task.delegatedBy = null;
  task.startedAt = null;
  task.snoozedUntil = null;
  context.give(task, delegatedBy);
}

export const delegate: TransitionDefinition = {
  from: ['ASSIGNED', 'STARTED'],
  refusal(_move, { task }) {
    if (task.delegatedBy === null) return undefined;
    return `Expected task '${task.node}' not to be delegated yet, but '${task.owner}' has it for '${task.delegatedBy}': hand it back first.`;
  },
  denial: (_move, activation, user) => Promise.resolve(notOwner(activation, user)),
  async perform({ context }, activation, [who]) {
    const { task } = activation;
    const target = requireUser(who);
    const id = typeof target === 'string' ? target : target.id;
    const { owner } = task;
    if (id === owner) {
      throw new InputInvalidError(
        `Expected somebody else than its owner to delegate task '${task.node}' to, but got '${id}'.`,
        [{ field: 'user', messages: ['user must be somebody else than the owner'] }],
      );
    }
    await give(context, activation, target);
    task.delegatedBy = owner;
    task.delegates = [...new Set([...(task.delegates ?? []), id])];
    task.startedAt = null;
    task.snoozedUntil = null;
    context.work.record('task.delegated', task, { from: owner, to: id });
  },
};

export const handBack: TransitionDefinition = {
  from: ['ASSIGNED', 'STARTED'],
  refusal(_move, { task }) {
    if (task.delegatedBy !== null) return undefined;
    return `Expected task '${task.node}' of process ${task.processId} to be delegated to hand it back, but it is its owner's own.`;
  },
  async denial({ context }, { task }, user) {
    if (task.owner === user.id || task.delegatedBy === user.id || (await context.rights.mayManage(user)))
      return undefined;
    return `Expected the owner of task '${task.node}', whoever delegated it, or a holder of '${context.flow.managePermission}', but '${user.id}' is none of them.`;
  },
  perform({ context }, { task }) {
    returnTask(context, task, { done: false });
    return Promise.resolve();
  },
};
