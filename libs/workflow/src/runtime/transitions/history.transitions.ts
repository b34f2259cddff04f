import type { Activation } from '../activation.js';
import { armedRefusal } from '../boundaries.js';
import { behaviourOf } from '../node-behaviour.js';
import type { WorkflowUser } from '../ports/access-policy.js';
import { reopenProcess } from '../process-end.js';
import { revive as reviveTask } from '../revival.js';
import { cancelProcess, withdrawAll } from '../withdrawal.js';
import type { Move } from './definition.js';
import type { TransitionDefinition } from './definition.js';

/** Why the user is not a manager of the flow. */
export async function needsManager(
  { context }: Move,
  { task }: Activation,
  user: WorkflowUser,
): Promise<string | undefined> {
  if (await context.rights.mayManage(user)) return undefined;
  return `Expected a holder of '${context.flow.managePermission}' to manage task '${task.node}', but '${user.id}' is none.`;
}

export const cancel: TransitionDefinition = {
  from: ['NEW', 'ASSIGNED', 'SCHEDULED', 'STARTED', 'ERROR'],
  also: ({ node, task }) =>
    task.live && task.status === 'DONE' && (node.kind.scope === 'opens' || node.kind.scope === 'races'),
  refusal: (_move, { task }) => armedRefusal(task),
  denial: needsManager,
  async perform({ context, engine }, { task, node }) {
    if (task.status === 'DONE') {
      await withdrawAll(context, task.id);
      task.finishedAt = context.now;
      context.setStatus(task, 'CANCELED');
      context.work.record('task.canceled', task);
    } else context.withdraw(task);
    const exits = behaviourOf(node).canceled?.(node) ?? [];
    // Without another way, its token is gone.
    await engine.send(task, exits, task.token);
    await engine.drain({ finishOnlyAfterEnd: true });
  },
};

export const undo: TransitionDefinition = {
  from: ['DONE'],
  refusal({ context }, { node, task }) {
    if (context.lineage.hasActiveFollower(task)) {
      return `Expected every task that followed from '${task.node}' to be CANCELED or REVIVED to undo it, but one is not: undo or cancel that one first.`;
    }
    if (context.process.status === 'NEW' || node.kind.category === 'end') return undefined;
    return `Expected process ${context.process.id} to be running to undo task '${task.node}', but it is ${context.process.status}.`;
  },
  denial: needsManager,
  async perform({ context }, activation) {
    const { node, task } = activation;
    await behaviourOf(node).undone?.(context.step(task));
    context.setStatus(task, 'CANCELED');
    task.finishedAt = context.now;
    context.work.tellChanges(context.work.record('task.undone', task));
    if (node.kind.category === 'end') reopenProcess(context);
    if (node.kind.category === 'start') await cancelProcess(context);
  },
};

export const revive: TransitionDefinition = {
  from: ['CANCELED'],
  refusal({ context: { process } }, { task }) {
    if (process.status === 'NEW' || process.status === 'CANCELED') return undefined;
    return `Expected process ${process.id} to be running or cancelled to revive task '${task.node}', but it is ${process.status}: undo its end first.`;
  },
  denial: needsManager,
  async perform({ context, engine }, { node, task }) {
    context.setStatus(task, 'REVIVED');
    reopenProcess(context);
    const revived = await reviveTask(context, engine, task, node);
    context.work.record('task.revived', task, { revivedAs: revived.id });
    await engine.drain();
    return revived;
  },
};
