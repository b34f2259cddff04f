/**
 * Lets Node run the sources as they are, for tests that need processes of their own: `node --import` this file. Compiles
 * as the tests do, see jest.config.mjs.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const root = new URL('../../', import.meta.url);
const NAMES = {
  nestflow: 'libs/workflow/src/index.ts',
  'nestflow/testing': 'libs/workflow/src/testing/index.ts',
  'nestflow/bullmq': 'libs/workflow/src/jobs/bullmq/index.ts',
};

if (isMainThread) register(import.meta.url);

/** Finds the source of what is imported by the name it will have when it is built. */
export function resolve(specifier, context, next) {
  const name = NAMES[specifier];
  if (name) return { url: new URL(name, root).href, format: 'module', shortCircuit: true };
  if (/^\.{1,2}\//.test(specifier) && context.parentURL && !context.parentURL.includes('/node_modules/')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (source.pathname.endsWith('.ts') && existsSync(source))
      return { url: source.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

/** Compiles TypeScript. */
export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const { transform } = await import('@swc/core');
  const { default: jest } = await import(new URL('jest.config.mjs', root).href);
  const [, options] = jest.transform['^.+\\.ts$'];
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    ...options,
    sourceMaps: 'inline',
    filename,
    swcrc: false,
  });
  return { format: 'module', source: code, shortCircuit: true };
}

/** The arguments that make Node run TypeScript. */
export const typescriptArguments = ['--import', pathToFileURL(fileURLToPath(import.meta.url)).href];
