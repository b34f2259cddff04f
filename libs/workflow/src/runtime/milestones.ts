import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { GraphNode } from '../definition/node-kind.js';
import type { Task } from '../model/task.entity.js';
import type { Gathering } from './gathering.js';
import type { MaybePromise } from './maybe-promise.js';
import type { Birth } from './new-task.js';
import { behaviourOf } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

/** What milestones ask of the engine that moves tokens. */
export interface Offering {
  create(node: GraphNode, birth: Birth): MaybePromise<Task>;
  enqueue(task: Task): void;
  readonly gathering: Pick<Gathering, 'settle'>;
}

const offersOfFlows = new WeakMap<CompiledFlow, ReadonlyMap<string, readonly string[]>>();

/** By the name of each node while which others are offered: those. */
function offersOf(flow: CompiledFlow): ReadonlyMap<string, readonly string[]> {
  const known = offersOfFlows.get(flow);
  if (known) return known;
  const offers = new Map<string, string[]>();
  for (const boundary of flow.graph.boundaries) {
    const offered = behaviourOf(boundary).offers?.(boundary);
    const host = boundary.attachedTo;
    if (offered !== undefined && host !== undefined) offers.set(host, [...(offers.get(host) ?? []), offered]);
  }
  offersOfFlows.set(flow, offers);
  return offers;
}

/** Tasks that are offered while others wait: made when the state is reached, withdrawn when it is left. */
export class Milestones {
  private readonly offers: ReadonlyMap<string, readonly string[]>;
  /** The status changes and tasks there were when it was last asked. */
  private seen = '';

  constructor(
    private readonly context: ProcessContext,
    private readonly engine: Offering,
  ) {
    this.offers = offersOf(context.flow);
  }

  /** Brings what is offered to what the state of the process is now. */
  async settle(): Promise<void> {
    const { context } = this;
    if (this.offers.size === 0 || context.process.status !== 'NEW') return;
    if (this.seen === this.extent()) return;
    context.tokens.trackLive(await context.tx.liveTasks(context.process.id), null);
    const due = this.due();
    const gone = new Set<string | null>();
    for (const task of [...context.work.known()]) {
      if (!task.live || !this.isOffer(task)) continue;
      if (due.delete(placeOf(context.tokens.nodeName(task), task.token)) || isBegun(task)) continue;
      context.withdraw(task);
      gone.add(task.token);
    }
    for (const { node, host } of due.values()) {
      const task = await this.engine.create(node, { token: host.token, previous: [host.id] });
      if (context.complete.has(task.id)) this.engine.enqueue(task);
    }
    for (const token of gone) await this.engine.gathering.settle(token);
    this.seen = this.extent();
  }

  private extent(): string {
    return `${this.context.statusChanges} ${this.context.work.size}`;
  }

  /** What is to be offered now: once in every scope in which such a task waits. */
  private due(): Map<string, { node: GraphNode; host: Task }> {
    const { context } = this;
    const due = new Map<string, { node: GraphNode; host: Task }>();
    for (const host of context.work.known()) {
      if (!host.live || isBegun(host)) continue;
      for (const name of this.offers.get(context.tokens.nodeName(host)) ?? []) {
        const node = context.flow.graph.find(name);
        if (node) due.set(placeOf(name, host.token), { node, host });
      }
    }
    return due;
  }

  private isOffer(task: Task): boolean {
    const name = this.context.tokens.nodeName(task);
    return [...this.offers.values()].some((names) => names.includes(name));
  }
}

const isBegun = ({ status }: Task): boolean =>
  status === 'STARTED' || status === 'ERROR' || status === 'DONE';
const placeOf = (node: string, token: string | null): string => `${node} ${token ?? ''}`;
