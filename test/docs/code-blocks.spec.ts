import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { typeErrors } from '../support/type-check.js';
import { codeBlocks, filesOf, pages, sourceOf } from './code-blocks.js';

const blocks = pages().flatMap((page) => codeBlocks(page));

describe('The code in the documentation', () => {
  it('compiles', () => {
    expect(typeErrors(filesOf(blocks)).map((message) => sourceOf(blocks, message))).toEqual([]);
  });

  it('is hardly ever a fragment that is not compiled', () => {
    expect(blocks.filter(({ fragment }) => fragment).length).toBeLessThan(blocks.length / 20);
  });

  it('is looked at: a mistake in a block is found, at its line', () => {
    const wrong = codeBlocks('wrong.md', '# Page\n\n```ts\nconst a = 1;\nconst n: number = "one";\n```\n');
    const [message] = typeErrors(filesOf(wrong)).map((one) => sourceOf(wrong, one));
    expect(message).toBe("wrong.md:5: Type 'string' is not assignable to type 'number'.");
  });
});

describe('The links in the documentation', () => {
  it.each(pages())('%s leads to pages, headings and pictures that are there', (page) => {
    const text = readFileSync(page, 'utf8')
      .replace(/^```[\s\S]*?^```$/gm, '')
      .replace(/`[^`\n]*`/g, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? page : join(dirname(page), path);
        if (!existsSync(target)) return true;
        return anchor !== undefined && !headingsOf(target).has(anchor);
      });
    expect(broken).toEqual([]);
  });
});

/** The anchors of a page, as GitHub makes them. */
function headingsOf(page: string): ReadonlySet<string> {
  const headings = readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
