import type { ProcessReferenceJson } from './process.json.js';

/** A process among those it belongs to. */
export interface ProcessTreeNodeJson extends ProcessReferenceJson {
  /** The process that was asked for. */
  readonly current: boolean;
  /** The processes that its tasks started, oldest first. */
  readonly children: readonly ProcessTreeNodeJson[];
}

/** The processes above and below one, as far as the user may see them. */
export interface ProcessTreeJson {
  /** The highest above it without a gap. */
  readonly root: ProcessTreeNodeJson | null;
  /** There are more than are shown. */
  readonly more: boolean;
}

type Placed = ProcessReferenceJson & { readonly parentId: string | null };

/** Puts processes in their places around the one with this id. */
export function treeJson(processes: readonly Placed[], id: string): ProcessTreeNodeJson | null {
  const current = id.toLowerCase();
  const byId = new Map(processes.map((process) => [process.id, process]));
  const below = new Map<string, Placed[]>();
  for (const process of processes) {
    if (process.parentId === null) continue;
    const siblings = below.get(process.parentId);
    if (siblings) siblings.push(process);
    else below.set(process.parentId, [process]);
  }
  const node = ({ parentId: _, ...process }: Placed): ProcessTreeNodeJson => ({
    ...process,
    current: process.id === current,
    children: [...(below.get(process.id) ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1)).map(node),
  });
  let top = byId.get(current);
  for (let above = top; above; above = above.parentId === null ? undefined : byId.get(above.parentId))
    top = above;
  return top ? node(top) : null;
}
