import type { FlowGraph } from './flow-graph.js';
import type { GraphNode } from './node-kind.js';

/**
 * Which splits a flow's joins synchronise, worked out once at boot.
 *
 * A join closes the branches of a split when nothing between the two gathers all of them first: there is no single
 * other node that every path from the split to the join runs through (the split is the join's *immediate dominator*).
 * A split over items sends several tokens down one path, so for it only a nearer split or join stands in between.
 */
export class Synchronisation {
  private readonly splitsByJoin = new Map<string, ReadonlySet<string>>();
  private readonly boundElsewhere = new Map<string, ReadonlySet<string>>();
  private readonly matches = new Map<string, boolean>();
  private readonly reach = new Map<string, ReadonlySet<string>>();

  constructor(private readonly graph: FlowGraph) {
    const splits = graph.nodes.filter((node) => node.kind.scope === 'opens');
    const joins = graph.nodes.filter((node) => node.kind.scope === 'closes');
    for (const join of joins) this.splitsByJoin.set(join.name, this.findSplits(join, splits));
    for (const join of joins) this.boundElsewhere.set(join.name, this.findBoundElsewhere(join, joins));
  }

  /** The names of the splits whose branches this join synchronises. */
  splitsOf(join: string): ReadonlySet<string> {
    return this.splitsByJoin.get(join) ?? NONE;
  }

  /** True when some join closes the branches of this split; otherwise they need no scope of their own. */
  isScoped(split: string): boolean {
    return [...this.splitsByJoin.values()].some((splits) => splits.has(split));
  }

  /** The nodes whose tokens this join does not wait for: they can only arrive at another join of the same split. */
  boundElsewhereThan(join: string): ReadonlySet<string> {
    return this.boundElsewhere.get(join) ?? NONE;
  }

  /** Whether a token that goes from one node to the other can no longer arrive at a join it could arrive at before. */
  movesOff(from: string, to: string): boolean {
    return [...this.boundElsewhere.values()].some((elsewhere) => !elsewhere.has(from) && elsewhere.has(to));
  }

  /** The joins that synchronise the branches of this split. */
  joinsOf(split: string): readonly string[] {
    return [...this.splitsByJoin].flatMap(([join, splits]) => (splits.has(split) ? [join] : []));
  }

  /** Whether tokens in scopes nested in this join's own may arrive at it, so that what lives there has to be looked at. */
  looksInside(join: string): boolean {
    const node = this.graph.find(join);
    if (!node || !waitsForReachable(node)) return false;
    const elsewhere = this.boundElsewhereThan(join);
    return this.graph.nodes.some(
      ({ name, kind }) =>
        kind.scope === 'opens' &&
        this.isScoped(name) &&
        !elsewhere.has(name) &&
        !this.splitsOf(join).has(name),
    );
  }

  /** Joins that would wait for each other for ever, a sentence each. */
  mistakes(): string[] {
    const waiting = this.graph.nodes.filter(({ kind, options }) => {
      const waitsFor = kind.waitsFor?.(options) ?? 'live';
      return kind.scope === 'closes' && (waitsFor === 'live' || waitsFor === 'reachable');
    });
    return waiting.flatMap((join, index) =>
      waiting
        .slice(index + 1)
        .filter((other) => this.waitForEachOther(join.name, other.name))
        .map(
          (other) =>
            `'${join.name}' and '${other.name}' wait for each other, since each leads to the other: expected one of them to come last, or to have 'needs'`,
        ),
    );
  }

  private waitForEachOther(one: string, other: string): boolean {
    const common = [...this.splitsOf(one)].filter((split) => this.splitsOf(other).has(split));
    return common.some(
      (split) =>
        this.graph.reachableFrom(one, split).has(other) && this.graph.reachableFrom(other, split).has(one),
    );
  }

  private findSplits(join: GraphNode, splits: readonly GraphNode[]): ReadonlySet<string> {
    const matching = splits.filter((split) => this.closes(split, join));
    // A join that only one branch of a split can reach still waits for the others to end elsewhere.
    const found =
      matching.length > 0 ? matching : splits.filter((split) => this.reachable(split.name).has(join.name));
    return new Set(found.map((split) => split.name));
  }

  private closes(split: GraphNode, join: GraphNode): boolean {
    const key = `${split.name} ${join.name}`;
    const known = this.matches.get(key);
    if (known !== undefined) return known;
    const answer =
      this.reachable(split.name).has(join.name) &&
      this.nodesOnEveryPath(split, join).every((between) => this.letsThrough(split, between, join));
    this.matches.set(key, answer);
    return answer;
  }

  private letsThrough(split: GraphNode, between: GraphNode, join: GraphNode): boolean {
    const edges = this.graph.edgesFrom(split.name).filter((edge) => edge.role === 'branch');
    const leads = edges.filter((edge) => edge.to === join.name || this.reachable(edge.to).has(join.name));
    if (!leads.some((edge) => edge.multiple)) return false;
    if (between.kind.scope === 'closes') return !this.closes(split, between);
    if (between.kind.scope === 'opens') return !this.closes(between, join);
    return true;
  }

  private nodesOnEveryPath(from: GraphNode, to: GraphNode): GraphNode[] {
    return this.graph.nodes.filter(
      (node) =>
        node.name !== from.name &&
        node.name !== to.name &&
        this.reachable(from.name).has(node.name) &&
        !this.graph.reachableFrom(from.name, node.name).has(to.name),
    );
  }

  private findBoundElsewhere(join: GraphNode, joins: readonly GraphNode[]): ReadonlySet<string> {
    const arrivesAt = (node: GraphNode, target: GraphNode) =>
      node === target || this.reachable(node.name).has(target.name);
    const names = (nodes: readonly GraphNode[]) => new Set(nodes.map(({ name }) => name));
    if (waitsForReachable(join)) return names(this.graph.nodes.filter((node) => !arrivesAt(node, join)));
    const own = this.splitsOf(join.name);
    const rivals = joins.filter(
      (other) => other !== join && [...this.splitsOf(other.name)].some((s) => own.has(s)),
    );
    return names(
      this.graph.nodes.filter(
        (node) => !arrivesAt(node, join) && rivals.some((rival) => arrivesAt(node, rival)),
      ),
    );
  }

  private reachable(from: string): ReadonlySet<string> {
    let found = this.reach.get(from);
    if (!found) this.reach.set(from, (found = this.graph.reachableFrom(from)));
    return found;
  }
}

const waitsForReachable = ({ kind, options }: GraphNode): boolean => kind.waitsFor?.(options) === 'reachable';

const NONE: ReadonlySet<string> = new Set();
