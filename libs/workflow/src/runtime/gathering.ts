import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { GraphNode } from '../definition/node-kind.js';
import { TransitionNotAllowedError } from '../errors.js';
import type { Task } from '../model/task.entity.js';
import { admit, lineUp } from './arrival-queues.js';
import type { Failures } from './failures.js';
import type { MaybePromise } from './maybe-promise.js';
import type { Birth } from './new-task.js';
import { behaviourOf, type Exit, type JoinRule } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';
import { withdrawAll } from './withdrawal.js';

/** What gathering tokens asks of the engine that moves them. */
export interface TokenMover {
  readonly failures: Pick<Failures, 'keep' | 'fail'>;
  create(node: GraphNode, birth: Birth): MaybePromise<Task>;
  work(task: Task, input: unknown): MaybePromise<{ result: unknown; exits: readonly Exit[] }>;
  done(task: Task): void;
  leave(task: Task, exits: readonly Exit[], joined?: { token: string | null }): MaybePromise<void>;
  send(task: Task, exits: readonly Exit[], token: string | null): MaybePromise<void>;
}

const gatheringFlows = new WeakMap<CompiledFlow, boolean>();

function gathers(flow: CompiledFlow): boolean {
  let known = gatheringFlows.get(flow);
  if (known === undefined) {
    known = flow.graph.nodes.some(({ kind }) => kind.scope === 'closes' || kind.scope === 'races');
    gatheringFlows.set(flow, known);
  }
  return known;
}

/**
 * Gathers the tokens of a split again: makes joins, asks them whether they are complete whenever a token arrives or
 * is gone, and closes scopes in which nothing lives any more.
 */
export class Gathering {
  /** Something in this flow gathers tokens, or is over when none is left. */
  readonly gathers: boolean;

  constructor(
    private readonly context: ProcessContext,
    private readonly mover: TokenMover,
  ) {
    this.gathers = gathers(context.flow);
  }

  /** A token reaches a join: it waits there with its siblings. Answers the scope whose join it is. */
  async arrive(node: GraphNode, from: Task, token: string | null): Promise<string | null> {
    const { context } = this;
    const scope = await context.tokens.scopeFor(node, token);
    const joins = await context.tokens.joins(node, scope);
    // Whoever comes after the join has closed its scope arrives without effect.
    const standing = joins.find((join) => join.live || (join.status === 'DONE' && hasClosedScope(join)));
    const join = standing ?? (await this.createJoin(node, scope, joins));
    context.lineage.follow(join, from.id);
    if (!join.live) return scope;
    const rule = ruleOf(node);
    if (rule.arrivals === 'queue') lineUp(join, this.branchOf(from));
    else if (rule.needs !== undefined) countArrival(join);
    return scope;
  }

  /** A new join; what had arrived at one that was undone or cancelled counts for it. */
  private async createJoin(node: GraphNode, scope: string | null, former: readonly Task[]): Promise<Task> {
    const { context } = this;
    const join = await this.mover.create(node, { token: scope });
    const undone = former.filter(({ status }) => status === 'CANCELED').at(-1);
    if (!undone || isEmptied(undone) || ruleOf(node).arrivals === 'queue') return join;
    const links = await context.tx.previousOf([undone.id]);
    const arrived = (await context.tx.tasks(links.map((link) => link.previousId))).filter(
      (row) => (context.work.find(row.id) ?? row).status === 'DONE',
    );
    for (const task of arrived) {
      context.lineage.follow(join, task.id);
      if (ruleOf(node).needs !== undefined) countArrival(join);
    }
    return join;
  }

  /**
   * Lets the joins that wait in a scope look again, and closes the scope when nothing lives in it.
   *
   * @param outwards - the scopes around it look again also when this one stays open.
   */
  async settle(token: string | null, outwards = false): Promise<void> {
    const { tokens } = this.context;
    if (!this.gathers) return;
    for (let at = token; ;) {
      for (const join of await tokens.waitingJoins(at)) await this.lookAt(join);
      const open = await this.isOpen(at);
      if (!open) for (const join of tokens.idleJoins(at)) this.mover.done(join);
      if (at === null || (open && !outwards)) return;
      const split = await tokens.splitOf(at);
      if (!open) {
        if (!split.live) return;
        tokens.setLive(split, false);
      }
      at = split.token;
    }
  }

  /** The process itself need not be asked unless a join that queues has to know whether more may come. */
  private async isOpen(token: string | null): Promise<boolean> {
    const { tokens } = this.context;
    if (token !== null) return tokens.anyLive(token);
    return tokens.idleJoins(null).length > 0 && tokens.anyLiveInProcess();
  }

  private async lookAt(join: Task): Promise<void> {
    if (!join.live || join.status === 'ERROR') return;
    const node = this.context.nodeOf(join);
    if (ruleOf(node).arrivals === 'queue') await this.fireRounds(join, node);
    else if (await this.isReady(join, node)) await this.fire(join, node);
  }

  /** A join with queues stays for all rounds of its scope: each round that is complete sends a token on from it. */
  private async fireRounds(join: Task, node: GraphNode): Promise<void> {
    const branches = this.branchesTo(node).size;
    const { needs } = ruleOf(node);
    for (let left = admit(join, typeof needs === 'number' ? needs : branches, branches); left > 0; left--) {
      const { exits } = await this.mover.work(join, undefined);
      await this.mover.send(join, exits, join.token);
    }
  }

  private branchesTo(node: GraphNode): Set<string> {
    const { edges } = this.context.flow.graph;
    return new Set(edges.filter(({ to }) => to === node.name).map(({ from }) => from));
  }

  /** The branch a token comes by: the node before the join, or that on whose border it began. */
  private branchOf(from: Task): string {
    const node = this.context.nodeOf(from);
    return node.attachedTo ?? node.name;
  }

  private async isReady(join: Task, node: GraphNode): Promise<boolean> {
    const { context } = this;
    if (!(await context.tokens.isJoinOf(join))) return true;
    const { needs } = ruleOf(node);
    if (typeof needs === 'number') return arrivals(join) >= needs;
    if (needs) {
      try {
        if (await needs(context.activation(join))) return true;
      } catch (error) {
        if (!this.mover.failures.keep) throw error;
        await this.mover.failures.fail(join, error);
        return false;
      }
    }
    return !(await context.tokens.awaits(join));
  }

  /** The joins of a split go on with what has arrived; everything else inside it is withdrawn. */
  async finish(split: Task): Promise<void> {
    const { context } = this;
    const waiting = await context.tokens.waitingJoins(split.id);
    const joins = waiting.length > 0 ? waiting : [await this.onlyJoinOf(split)];
    context.tokens.trackLive(await context.tx.liveTasks(context.process.id, split.id), split.id);
    for (const task of context.work.known()) {
      if (task.live && !joins.includes(task) && context.tokens.isInside(task, split.id))
        context.withdraw(task);
    }
    for (const join of joins) if (join.live) await this.fire(join, context.nodeOf(join));
  }

  private async onlyJoinOf(split: Task): Promise<Task> {
    const { flow, tokens } = this.context;
    const [name, ...others] = flow.synchronisation.joinsOf(tokens.nodeName(split));
    const node = name === undefined ? undefined : flow.graph.find(name);
    if (node && others.length === 0)
      return this.mover.create(node, { token: split.id, previous: [split.id] });
    throw new TransitionNotAllowedError(
      `Expected one join to gather the branches of '${split.node}', but none has been reached and ${others.length + 1} could be: cancel the branches that are not wanted.`,
    );
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
    const rule = ruleOf(node);
    if (join.token === null || rule.arrivals === 'queue' || !(await tokens.isJoinOf(join))) return join.token;
    const othersLive = await tokens.anyLive(join.token);
    // Without `needs`, branches that are bound for another join keep the scope open.
    if (othersLive && rule.needs === undefined) return join.token;
    if (othersLive && rule.rest === 'cancel') await withdrawAll(this.context, join.token);
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
  readonly emptied?: boolean;
}

const ruleOf = (node: GraphNode): JoinRule => behaviourOf(node).joins?.(node) ?? { rest: 'ignore' };

/** How many tokens have reached a join that counts them. */
export function arrivals(join: Task): number {
  return (join.data as JoinData | null)?.arrived ?? 0;
}

function hasClosedScope(join: Task): boolean {
  return (join.data as JoinData | null)?.closed ?? false;
}

const isEmptied = (join: Task): boolean => (join.data as JoinData | null)?.emptied ?? false;

/** The tokens that had arrived at a join are gone: they do not count for one that is made after it. */
export function empty(join: Task): void {
  join.data = { arrived: 0, emptied: true } satisfies JoinData;
}

function countArrival(join: Task): void {
  join.data = { arrived: arrivals(join) + 1 };
}
