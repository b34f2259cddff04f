import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { Graph } from '../definition/node-kind.js';
import type { Task } from '../model/task.entity.js';
import { behaviourOf, type Section } from './node-behaviour.js';
import type { ProcessContext } from './process-context.js';

interface Part extends Section {
  readonly entry: string;
  /** The nodes after the entry at which the section is still held. */
  readonly inside: ReadonlySet<string>;
}

/** The nodes between the entry of a section and the one it is held until, that one included. */
export function insideSection(graph: Graph, entry: string, until: string): ReadonlySet<string> {
  const between = [...graph.reachableFrom(entry, until)].filter(
    (name) => name !== entry && graph.reachableFrom(name).has(until),
  );
  return new Set([...between, until]);
}

const partsOfFlows = new WeakMap<CompiledFlow, readonly Part[]>();

function partsOf(flow: CompiledFlow): readonly Part[] {
  const known = partsOfFlows.get(flow);
  if (known) return known;
  const parts = flow.graph.nodes.flatMap((node) => {
    const section = behaviourOf(node).section?.(node);
    if (!section) return [];
    const { until } = section;
    const inside = until === undefined ? new Set<string>() : insideSection(flow.graph, node.name, until);
    return [{ ...section, entry: node.name, inside }];
  });
  partsOfFlows.set(flow, parts);
  return parts;
}

/** The sections of one process in one transaction: who is at work in them. */
export class Sections {
  private known = false;

  constructor(private readonly context: ProcessContext) {}

  /** Reads what {@link refusal} needs, once; nothing for a task in no section. */
  async read(task: Task): Promise<void> {
    if (this.known || !this.partOf(task)) return;
    this.known = true;
    const { tokens, tx, process } = this.context;
    tokens.trackLive(await tx.liveTasks(process.id), null);
  }

  /** Why work on this task may not begin: another part of its section is under way. */
  refusal(task: Task): string | undefined {
    const part = this.partOf(task);
    const holder = part && this.holder(part.section, task);
    if (!holder) return undefined;
    const who = holder.owner === null ? '' : ` by '${holder.owner}'`;
    return `Expected nobody to be at work in section '${part.section}' to begin task '${task.node}' of process ${task.processId}, but '${holder.node}' is under way${who}.`;
  }

  private partOf(task: Task): Part | undefined {
    const name = this.context.tokens.nodeName(task);
    return partsOf(this.context.flow).find(({ entry }) => entry === name);
  }

  private holder(section: string, task: Task): Task | undefined {
    const parts = partsOf(this.context.flow).filter((part) => part.section === section);
    for (const other of this.context.work.known()) {
      if (other === task || !other.live) continue;
      const name = this.context.tokens.nodeName(other);
      const begun = other.status === 'STARTED' || other.status === 'ERROR';
      if (parts.some(({ entry, inside }) => (entry === name && begun) || inside.has(name))) return other;
    }
    return undefined;
  }
}
