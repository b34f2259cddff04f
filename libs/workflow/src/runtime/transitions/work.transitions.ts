import { instanceToPlain } from 'class-transformer';
import type { GraphNode } from '../../definition/node-kind.js';
import { armedRefusal } from '../boundaries.js';
import type { Task } from '../../model/task.entity.js';
import { changeData } from '../changed-data.js';
import { validateForm } from '../forms.js';
import { behaviourOf } from '../node-behaviour.js';
import type { ProcessContext } from '../process-context.js';
import { returnTask } from './delegation.transitions.js';
import { needsManager } from './history.transitions.js';
import { notOwner } from './people.transitions.js';
import type { TransitionDefinition } from './definition.js';

export const execute: TransitionDefinition = {
  from: ['NEW', 'ASSIGNED', 'STARTED'],
  prepare: ({ engine }, { task }) => engine.sections.read(task),
  refusal({ engine }, { node, task }) {
    if (task.status === 'ASSIGNED') return engine.sections.refusal(task);
    if (behaviourOf(node).worker !== 'person' || task.status !== 'NEW') return undefined;
    return `Expected task '${task.node}' of process ${task.processId} to be ASSIGNED or STARTED to execute it, but it is NEW: assign it first.`;
  },
  denial(_move, activation, user) {
    if (behaviourOf(activation.node).worker === 'person') return Promise.resolve(notOwner(activation, user));
    return Promise.resolve(
      `Expected the application's own code to execute task '${activation.task.node}', but '${user.id}' asked for it.`,
    );
  },
  async perform({ context, engine }, { task, node }, [form]) {
    if (task.delegatedBy !== null) return doneForAnother(context, node, task, form);
    const result = await engine.perform(task, form);
    await engine.drain();
    return result;
  },
};

/**
 * A delegate is done: the form is checked and kept, and whoever delegated the task confirms it by executing it with
 * that form. Resource pattern: delegation, with return.
 */
async function doneForAnother(
  context: ProcessContext,
  node: GraphNode,
  task: Task,
  form: unknown,
): Promise<void> {
  const formClass = behaviourOf(node).form?.(node);
  if (formClass) task.draft = instanceToPlain(await validateForm(formClass, form));
  returnTask(context, task, { done: true });
}

export const retry: TransitionDefinition = {
  from: ['ERROR'],
  denial: needsManager,
  async perform({ context, engine }, activation, [data]) {
    const { task, node } = activation;
    const retried = context.work.record('task.retried', task, { attempts: task.attempts });
    if (data !== undefined) await changeData(context, data);
    context.setStatus(task, 'NEW');
    task.error = null;
    task.finishedAt = null;
    const { waits } = behaviourOf(node);
    if (waits) await engine.maker.restart(task);
    context.work.tellChanges(retried);
    if (waits && !context.complete.has(task.id)) return;
    engine.enqueue(task);
    await engine.drain({ keepErrors: true });
  },
};

export const skip: TransitionDefinition = {
  from: ['ERROR', 'NEW', 'SCHEDULED', 'STARTED'],
  also: ({ node, task }) => task.status === 'ASSIGNED' && isSkippable(node),
  refusal({ context }, { node, task }) {
    const armed = armedRefusal(task);
    if (armed !== undefined) return armed;
    const ways = context.flow.graph.edgesFrom(node.name).filter((edge) => edge.role !== 'boundary');
    if (ways.length > 1) {
      return `Expected a node with one way out to skip task '${task.node}', but '${node.name}' has ${ways.length}: retry it.`;
    }
    if (task.status === 'ERROR' || behaviourOf(node).worker !== 'person' || isSkippable(node))
      return undefined;
    return `Expected task '${task.node}' of process ${task.processId} to be ERROR to skip it, but it is ${task.status}: only its owner completes it.`;
  },
  async denial(move, activation, user) {
    if (activation.task.owner === user.id && isSkippable(activation.node)) return undefined;
    return needsManager(move, activation, user);
  },
  async perform({ context, engine }, { task }) {
    context.work.record('task.skipped', task);
    await engine.pass(task);
    await engine.drain();
  },
};

const isSkippable = (node: GraphNode): boolean => behaviourOf(node).skippable?.(node) ?? false;
