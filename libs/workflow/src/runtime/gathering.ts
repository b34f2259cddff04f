import type { GraphNode } from '../definition/node-kind.js';
import type { Task } from '../model/task.entity.js';
import type { Birth } from './new-task.js';
import { behaviourOf, type Exit } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/** What gathering tokens asks of the engine that moves them. */
export interface TokenMover {
  readonly keepErrors: boolean;
  create(node: GraphNode, birth: Birth): Promise<Task>;
  work(task: Task, input: unknown): Promise<{ result: unknown; exits: readonly Exit[] }>;
  done(task: Task): void;
  leave(task: Task, exits: readonly Exit[], joined?: { token: string | null }): Promise<void>;
  fail(task: Task, error: unknown): Promise<void>;
  withdrawAll(scope: string | null): Promise<void>;
}

/**
 * Gathers the tokens of a split again: makes joins, asks them whether they are complete whenever a token arrives or
 * is gone, and closes scopes in which nothing lives any more.
 */
export class Gathering {
  private readonly hasJoins: boolean;

  constructor(
    private readonly context: ProcessContext,
    private readonly mover: TokenMover,
  ) {
    this.hasJoins = context.flow.graph.nodes.some((node) => node.kind.scope === 'closes');
  }

  /** A token reaches a join: it waits there with its siblings. Answers the scope whose join it is. */
  async arrive(node: GraphNode, from: Task, token: string | null): Promise<string | null> {
    const { context } = this;
    const scope = await context.tokens.scopeFor(node, token);
    const joins = await context.tokens.joins(node, scope);
    // Whoever comes after the join has closed its scope arrives without effect.
    const standing = joins.find((join) => join.live || (join.status === 'DONE' && hasClosedScope(join)));
    const join = standing ?? (await this.createJoin(node, scope, joins));
    context.follow(join, from.id);
    if (join.live && countsArrivals(node)) countArrival(join);
    return scope;
  }

  /** A new join; what had arrived at one that was undone or cancelled counts for it. */
  private async createJoin(node: GraphNode, scope: string | null, former: readonly Task[]): Promise<Task> {
    const { context } = this;
    const join = await this.mover.create(node, { token: scope });
    const undone = former.filter(({ status }) => status === 'CANCELED').at(-1);
    if (!undone) return join;
    const links = await context.tx.previousOf([undone.id]);
    const arrived = (await context.tx.tasks(links.map((link) => link.previousId))).filter(
      (row) => (context.work.find(row.id) ?? row).status === 'DONE',
    );
    for (const task of arrived) {
      context.follow(join, task.id);
      if (countsArrivals(node)) countArrival(join);
    }
    return join;
  }

  /** Lets the joins that wait in a scope look again, and closes the scope when nothing lives in it. */
  async settle(token: string | null): Promise<void> {
    const { tokens } = this.context;
    if (!this.hasJoins) return;
    for (let at = token; ;) {
      for (const join of await tokens.waitingJoins(at)) {
        const node = this.context.nodeOf(join);
        if (join.live && join.status !== 'ERROR' && (await this.isReady(join, node)))
          await this.fire(join, node);
      }
      if (at === null || (await tokens.anyLive(at))) return;
      const split = await tokens.splitOf(at);
      if (!split.live) return;
      tokens.setLive(split, false);
      at = split.token;
    }
  }

  private async isReady(join: Task, node: GraphNode): Promise<boolean> {
    const { context } = this;
    if (!(await context.tokens.isJoinOf(join))) return true;
    const needs = behaviourOf(node).joins?.(node).needs;
    if (typeof needs === 'number') return arrivals(join) >= needs;
    if (needs) {
      try {
        if (await needs(context.activation(join))) return true;
      } catch (error) {
        if (!this.mover.keepErrors) throw error;
        await this.mover.fail(join, error);
        return false;
      }
    }
    return !(await context.tokens.awaits(join));
  }

  /** A join goes on: what is left of its scope is dealt with as its rule says, and one token leaves it. */
  async fire(join: Task, node: GraphNode): Promise<void> {
    const { exits } = await this.mover.work(join, undefined);
    this.mover.done(join);
    await this.mover.leave(join, exits, { token: await this.closeScope(join, node) });
  }

  /** Answers the token a join goes on with: that around the split, once the split's branches are dealt with. */
  private async closeScope(join: Task, node: GraphNode): Promise<string | null> {
    const { tokens } = this.context;
    if (join.token === null || !(await tokens.isJoinOf(join))) return join.token;
    const rule = behaviourOf(node).joins?.(node);
    const othersLive = await tokens.anyLive(join.token);
    // Without `needs`, branches that are bound for another join keep the scope open.
    if (othersLive && rule?.needs === undefined) return join.token;
    if (othersLive && rule?.rest === 'cancel') await this.mover.withdrawAll(join.token);
    const split = await tokens.splitOf(join.token);
    tokens.setLive(split, false);
    join.data = { arrived: arrivals(join), closed: true };
    return split.token;
  }
}

/** What a join's task keeps in its `data`. */
interface JoinData {
  readonly arrived?: number;
  readonly closed?: boolean;
}

const countsArrivals = (node: GraphNode): boolean => behaviourOf(node).joins?.(node).needs !== undefined;

/** How many tokens have reached a join that counts them. */
export function arrivals(join: Task): number {
  return (join.data as JoinData | null)?.arrived ?? 0;
}

function hasClosedScope(join: Task): boolean {
  return (join.data as JoinData | null)?.closed ?? false;
}

function countArrival(join: Task): void {
  join.data = { arrived: arrivals(join) + 1 };
}
