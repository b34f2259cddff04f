import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFlows, type CompiledFlow, type FlowClass } from 'nestflow';

/** A tiny flow that shows one node decorator, or one option for a node's border. */
export interface Example {
  /** As its file is called: `split-first`, `on-timeout`. */
  readonly name: string;
  readonly source: string;
  readonly flow: CompiledFlow;
}

const FOLDER = join(import.meta.dirname, 'examples');

/** All examples there are, by their names. */
export async function allExamples(root = process.cwd()): Promise<ReadonlyMap<string, Example>> {
  const names = readdirSync(FOLDER)
    .map((file) => /^(.+)\.flow\.[jt]s$/.exec(file)?.[1])
    .filter((name) => name !== undefined);
  const examples = new Map<string, Example>();
  for (const name of names.sort()) examples.set(name, await exampleOf(name, root));
  return examples;
}

async function exampleOf(name: string, root: string): Promise<Example> {
  const compiled = join(FOLDER, `${name}.flow.js`);
  const file = existsSync(compiled) ? compiled : join(FOLDER, `${name}.flow.ts`);
  const exported = (await import(pathToFileURL(file).href)) as Record<string, FlowClass>;
  const [flow, ...more] = compileFlows(Object.values(exported), { alone: true });
  if (!flow || more.length > 0) {
    throw new TypeError(`Expected ${name}.flow.ts to export one flow, but it exports ${more.length + 1}.`);
  }
  return {
    name,
    flow,
    source: readFileSync(join(root, 'scripts/node-docs/examples', `${name}.flow.ts`), 'utf8').trim(),
  };
}

/** "SplitFirst" → "split-first". */
export function exampleName(decorator: string): string {
  return decorator.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

/** "SplitFirst" → "SPLIT_FIRST". */
export function kindName(decorator: string): string {
  return exampleName(decorator).replaceAll('-', '_').toUpperCase();
}
