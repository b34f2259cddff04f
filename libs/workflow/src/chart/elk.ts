import { type ELK } from 'elkjs/lib/elk-api.js';
import { ConfigurationError } from '../errors.js';

/** What importing the package, which is CommonJS, gives. */
interface ElkModule {
  readonly default: { readonly default: typeof import('elkjs/lib/elk.bundled.js').default };
}

let engine: Promise<ELK> | undefined;

/**
 * The layout engine, loaded when the first diagram is asked for: applications without diagrams do without it.
 *
 * @throws {ConfigurationError} when `elkjs` is not installed.
 */
export function layoutEngine(): Promise<ELK> {
  engine ??= loadEngine(() => import('elkjs/lib/elk.bundled.js'));
  // What was not installed may be by the next time.
  engine.catch(() => (engine = undefined));
  return engine;
}

/** A new layout engine from the package that `load` imports. */
export async function loadEngine(load: () => Promise<ElkModule>): Promise<ELK> {
  const module = await load().catch((cause: unknown) => {
    throw Object.assign(
      new ConfigurationError(
        "Expected the package 'elkjs', which lays out diagrams, but it cannot be loaded. Install it: npm install elkjs",
      ),
      { cause },
    );
  });
  return new module.default.default();
}
