import { MODULE_METADATA } from '@nestjs/common/internal';
import type { FlowClass } from '../definition/flow-node.js';
import { readFlow } from '../definition/metadata.js';
import { flowOfToken } from '../runtime/flow-token.js';

/** A Nest module as `imports` may name it: a class, a dynamic module, a promise of one, a forward reference. */
interface DynamicModuleLike {
  readonly module?: unknown;
  readonly imports?: unknown;
  readonly providers?: unknown;
  readonly forwardRef?: () => unknown;
}

/** What `import()` answers. */
export type Exports = Readonly<Record<string, unknown>>;

/**
 * The flow classes among the exports of a JavaScript module: those it exports, and those of the Nest modules it
 * exports, with the modules they import. Nothing is instantiated, no database is connected to.
 */
export async function flowsAmong(exported: Exports): Promise<FlowClass[]> {
  const flows = new Set<FlowClass>();
  const seen = new Set<unknown>();

  const visit = async (thing: unknown): Promise<void> => {
    const value = await thing;
    if ((typeof value !== 'function' && typeof value !== 'object') || value === null || seen.has(value))
      return;
    seen.add(value);
    if (typeof value === 'function') {
      if (readFlow(value as FlowClass)) flows.add(value as FlowClass);
      await visitAll(Reflect.getMetadata(MODULE_METADATA.IMPORTS, value));
      takeFlows(Reflect.getMetadata(MODULE_METADATA.PROVIDERS, value));
      return;
    }
    const { module, imports, providers, forwardRef } = value as DynamicModuleLike;
    if (typeof forwardRef === 'function') await visit(forwardRef());
    await visit(module);
    await visitAll(imports);
    takeFlows(providers);
  };
  const visitAll = async (things: unknown): Promise<void> => {
    if (Array.isArray(things)) for (const thing of things) await visit(thing);
  };
  const takeFlows = (providers: unknown): void => {
    if (!Array.isArray(providers)) return;
    for (const provider of providers as ({ provide?: unknown } | undefined)[]) {
      const flow = flowOfToken(provider?.provide);
      if (flow) flows.add(flow);
    }
  };

  // What a CommonJS module exports comes as its default export.
  const whole = exported['default'];
  const parts = typeof whole === 'object' && whole !== null ? Object.values(whole as Exports) : [];
  for (const value of [...Object.values(exported), ...parts])
    await (Array.isArray(value) ? visitAll(value) : visit(value));
  return [...flows];
}
