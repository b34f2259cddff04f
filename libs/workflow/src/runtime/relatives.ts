import type { Process } from '../model/process.entity.js';
import type { FlowRegistry } from './flow-registry.js';
import type { Relative } from './ports/list-queries.js';

/** All of them, the nearest first. */
export const RELATIVES: readonly Relative[] = ['self', 'child', 'parent', 'sibling'];

/** What of a process tells which relatives it can have. */
export type KnownProcess = Pick<Process, 'id' | 'flow' | 'status' | 'parentTaskId'>;

/** Where work may wait around a process: what is over waits no more, and only a flow that calls others has children. */
export function relativesOf(
  { flow, status, parentTaskId }: KnownProcess,
  registry: FlowRegistry,
): readonly Relative[] {
  const goesOn = status === 'NEW';
  const calls = registry.named(flow).graph.nodes.some(({ kind }) => kind.calls);
  const called = parentTaskId !== null;
  const has: Readonly<Record<Relative, boolean>> = {
    self: goesOn,
    child: goesOn && calls,
    parent: called,
    sibling: called,
  };
  return RELATIVES.filter((relative) => has[relative]);
}
