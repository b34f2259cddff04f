import type { Activation } from '../activation.js';
import { behaviourOf } from '../node-behaviour.js';
import { needsManager } from './history.transitions.js';
import type { Move } from './definition.js';
import type { TransitionDefinition } from './definition.js';

/** The statuses of tasks that several instances may run for: a task with children, a split whose branches are out. */
const RUNNING = ['STARTED', 'DONE'] as const;

const refusal = (_move: Move, { task }: Activation): string | undefined =>
  task.live
    ? undefined
    : `Expected instances of task '${task.node}' of process ${task.processId} to run, but they have been gathered already.`;

/** One more instance: it is waited for as the others are. */
export const add: TransitionDefinition = {
  from: RUNNING,
  refusal(move, activation) {
    const { node, flow } = activation;
    const several =
      node.kind.scope !== 'opens' || flow.graph.edgesFrom(node.name).some((edge) => edge.multiple);
    if (several) return refusal(move, activation);
    return `Expected a split over items to add an instance, but '${node.name}' takes each of its branches once.`;
  },
  denial: needsManager,
  async perform({ context, engine }, { task, node }, [item, branch]) {
    const exit = await behaviourOf(node).adds?.(context.step(task), item, branch);
    if (exit) await engine.send(task, [exit], task.id);
    await engine.drain();
  },
};

/** The instances that are done are enough: the others are withdrawn, and the process goes on. */
export const finish: TransitionDefinition = {
  from: RUNNING,
  refusal,
  denial: needsManager,
  async perform({ context, engine }, { task, node }) {
    const result: unknown = await behaviourOf(node).finishes?.(context.step(task));
    if (node.kind.scope === 'opens') await engine.gathering.finish(task);
    else await engine.perform(task, result);
    await engine.drain();
  },
};
