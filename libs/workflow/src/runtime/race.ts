import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { Task } from '../model/task.entity.js';
import { behaviourOf } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';
import { withdrawAll } from './withdrawal.js';

const competitorsOfFlows = new WeakMap<CompiledFlow, ReadonlySet<string>>();

/** The names of the nodes that are the first of a branch of a race. */
function competitorsOf(flow: CompiledFlow): ReadonlySet<string> {
  const known = competitorsOfFlows.get(flow);
  if (known) return known;
  const races = flow.graph.nodes.filter(({ kind }) => kind.scope === 'races');
  const names = new Set(races.flatMap(({ kind, options }) => kind.edges(options).map(({ to }) => to)));
  competitorsOfFlows.set(flow, names);
  return names;
}

/** Deferred choice: several tasks are offered, and the first to be completed or started withdraws the others. */
export class Race {
  constructor(private readonly context: ProcessContext) {}

  /**
   * A task that competes with others has been completed or started: when that decides, the others are withdrawn, and
   * the winner goes on with the token around the race.
   */
  async decide(task: Task, what: 'complete' | 'start'): Promise<void> {
    const { context } = this;
    if (task.token === null || !this.competes(task)) return;
    const split = await context.tokens.splitOf(task.token);
    const node = context.nodeOf(split);
    const on = behaviourOf(node).decidesOn?.(node);
    if (on === undefined || !split.live) return;
    if (on === 'complete' && what === 'start') return;
    await withdrawAll(context, split.id, task);
    context.tokens.setLive(split, false);
    context.tokens.move(task, split.token);
  }

  /** Whether the task's node is the first of a branch of a race. */
  competes(task: Task): boolean {
    if (task.token === null) return false;
    return competitorsOf(this.context.flow).has(this.context.tokens.nodeName(task));
  }
}
