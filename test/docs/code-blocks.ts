import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** One TypeScript block of a page. */
export interface CodeBlock {
  readonly page: string;
  /** The line of the page its text begins at, from 1. */
  readonly line: number;
  /** Marked as `ts fragment`: it is not meant to compile. */
  readonly fragment: boolean;
  /** What a hidden comment above it puts before and after it: `<!-- around … -->`, where `// …` stands for it. */
  readonly around: readonly [before: string, after: string];
  readonly text: string;
  /** Of a block that begins with `// path/of/a.ts`: other blocks of the page import it by that. */
  readonly file?: string;
}

/** The README, and every page under `docs/` that is written by hand or made from the code and kept. */
export function pages(): string[] {
  const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .map((file) => join('docs', file).split(sep).join('/'))
    .filter((file) => file.endsWith('.md') && !file.startsWith('docs/api/'));
  return ['README.md', 'CONTRIBUTING.md', ...docs.sort()];
}

/** The TypeScript blocks of a page, in order. */
export function codeBlocks(page: string, markdown = readFileSync(page, 'utf8')): CodeBlock[] {
  const fences = markdown.matchAll(/^```(ts|typescript)\b(.*)\n([\s\S]*?)^```$/gm);
  return [...fences].map(({ 2: info = '', 3: text = '', index }) => {
    const above = markdown.slice(0, index);
    const [, around = ''] = /<!-- around\n((?:(?!-->)[\s\S])*)-->\s*$/.exec(above) ?? [];
    const [before = '', after = ''] = around.split('// …\n');
    return {
      page,
      line: above.split('\n').length + 1,
      fragment: info.trim() === 'fragment',
      around: [before, after],
      text,
      file: /^\/\/ (\S+\.ts)\b/.exec(text)?.[1],
    };
  });
}

/** The files to be compiled, by their paths; where a line of one comes from is answered by {@link sourceOf}. */
export function filesOf(blocks: readonly CodeBlock[]): ReadonlyMap<string, string> {
  const whole = blocks.filter(({ fragment }) => !fragment);
  return new Map(
    whole.map((block) => [
      pathOf(block),
      `${block.around[0]}${block.text}\n${block.around[1]}\nexport {};\n`,
    ]),
  );
}

/** `docs/page.md:12`, for a message of the compiler about a block. */
export function sourceOf(blocks: readonly CodeBlock[], message: string): string {
  const [, path, line, rest] = /^(.*)\((\d+)\): ([\s\S]*)$/.exec(message) ?? [];
  const block = blocks.find((one) => !one.fragment && pathOf(one) === path);
  if (!block) return message;
  return `${block.page}:${block.line + Number(line) - block.around[0].split('\n').length}: ${rest}`;
}

/** Each page's blocks stand in a folder of their own; nothing is there on disk. */
function pathOf({ page, line, file }: CodeBlock): string {
  return `test/docs/${page.replace(/\.md$/, '').replaceAll('/', '-')}/${file ?? `line-${line}.ts`}`;
}
