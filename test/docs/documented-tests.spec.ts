import * as jestGlobals from '@jest/globals';
import * as mappedTypes from '@nestjs/mapped-types';
import * as nestCommon from '@nestjs/common';
import * as classValidator from 'class-validator';
import * as nestflow from 'nestflow';
import * as testing from 'nestflow/testing';
import ts from 'typescript';
import { codeBlocks, type CodeBlock } from './code-blocks.js';

const PACKAGES: Readonly<Record<string, unknown>> = {
  '@jest/globals': jestGlobals,
  '@nestjs/common': nestCommon,
  '@nestjs/mapped-types': mappedTypes,
  'class-validator': classValidator,
  nestflow,
  'nestflow/testing': testing,
};

describe.each(['docs/testing.md', 'docs/getting-started.md', 'README.md'])('The tests in %s', (page) => {
  const blocks = codeBlocks(page);
  const tests = blocks.filter(({ text }) => /^ *(it\b|expect\()/m.test(text));

  it('are there', () => {
    expect(tests.length).toBeGreaterThan(0);
  });

  describe.each(tests.map((block) => [block.line, block] as const))('line %d', (_line, block) => {
    run(/^it\b/m.test(block.text) ? block : asTest(block), blocks);
  });
});

/** Runs a block, and before it the blocks of its page that it imports. */
function run(block: CodeBlock, page: readonly CodeBlock[], known = new Map<string, object>()): object {
  const { outputText } = ts.transpileModule(`${block.around[0]}${block.text}${block.around[1]}`, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2023,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      useDefineForClassFields: true,
    },
  });
  const load = (name: string): unknown => {
    if (!name.startsWith('.')) return PACKAGES[name];
    const file = name.replace(/^\.\//, '').replace(/\.js$/, '.ts');
    const other = page.find((one) => one.file?.endsWith(`/${file}`));
    if (!other) throw new TypeError(`Expected ${block.page} to have a block ${file}, but it has none.`);
    const loaded = known.get(file) ?? run(other, page, known);
    known.set(file, loaded);
    return loaded;
  };
  const module = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- running what the page says is what this is for
  const body = new Function('require', 'module', 'exports', outputText) as (...args: unknown[]) => unknown;
  body(load, module, module.exports);
  return module.exports;
}

/** A block that is what a test does, as it. */
function asTest(block: CodeBlock): CodeBlock {
  const imports = block.text.match(/^import .*$/gm) ?? [];
  const rest = block.text.replace(/^import .*$/gm, '');
  return { ...block, text: `${imports.join('\n')}\nit('does as it says', async () => {${rest}});` };
}
