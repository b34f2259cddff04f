import type { CompiledFlow } from '../definition/compiled-flow.js';
import type { LockStrategy } from '../definition/lock.js';
import type { FlowRegistry } from './flow-registry.js';

/**
 * How a process is locked: as its flow says. Only when flows differ in that is the flow asked for before locking.
 *
 * @param flow - the flow, where it is known.
 * @param flowName - reads its name; `undefined` when there is no such process.
 */
export async function lockFor(
  registry: FlowRegistry,
  flow: CompiledFlow | undefined,
  flowName: () => Promise<string | undefined>,
): Promise<LockStrategy | undefined> {
  if (flow) return flow.lock;
  const [first, ...others] = registry.all();
  if (first && others.every(({ lock }) => lock.kind === first.lock.kind && lock.wait === first.lock.wait)) {
    return first.lock;
  }
  const name = await flowName();
  return name === undefined ? undefined : registry.named(name).lock;
}
