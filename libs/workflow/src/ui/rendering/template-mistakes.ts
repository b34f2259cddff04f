import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Liquid, LiquidError, type Template } from 'liquidjs';
import { nearest } from '../../definition/names.js';
import { templateEngine } from './template-engine.js';
import { LIBRARY_TEMPLATES, templateFiles } from './template-files.js';
import { blocksFilled, blocksIn, layoutOf } from './template-blocks.js';

const EXTENSION = '.liquid';

/** What is wrong with the templates in these folders and below them, a sentence each: where, and why. */
export function templateMistakes(folders: readonly string[]): string[] {
  const files = new Set(folders.flatMap((folder) => templatesIn(resolve(folder))));
  const book = new Book([...files]);
  return [...files].flatMap((file) => book.mistakes(file));
}

/** Templates by their files, each parsed once. */
class Book {
  private readonly engine: Liquid = templateEngine([LIBRARY_TEMPLATES], false);
  private readonly parsed = new Map<string, Template[] | Error>();

  constructor(private readonly own: readonly string[]) {}

  mistakes(file: string): string[] {
    const templates = this.read(file);
    if (templates instanceof Error)
      return [`the template ${place(file, tokenOf(templates))} cannot be parsed: ${why(templates)}`];
    const known = this.blocksOfLayout(templates, new Set([file]));
    if (known === undefined) return [];
    return blocksFilled(templates)
      .filter(({ name }) => !known.has(name))
      .map(({ name, token }) => {
        const guess = nearest(name, known);
        const which =
          guess === undefined
            ? `those it has are ${[...known].sort().join(', ')}`
            : `did you mean '${guess}'?`;
        return `the template ${place(file, token)} fills the block '${name}', which its layout does not have: ${which}`;
      });
  }

  /** Every block there may be in the layout of a template; nothing when there is none, or it cannot be known. */
  private blocksOfLayout(templates: readonly Template[], seen: Set<string>): Set<string> | undefined {
    const layout = layoutOf(templates);
    if (layout?.file === undefined) return undefined;
    const files = this.named(layout.file);
    if (files.length === 0) return undefined;
    const all = new Set<string>();
    for (const file of files.filter((one) => !seen.has(one))) {
      seen.add(file);
      const above = this.read(file);
      if (above instanceof Error) return undefined;
      for (const name of blocksIn(above)) all.add(name);
      if (!layoutOf(above)) continue;
      const further = this.blocksOfLayout(above, seen);
      if (further === undefined) return undefined;
      for (const name of further) all.add(name);
    }
    return all;
  }

  /** Whatever a name may stand for, on any page: the library's template, and those that take its place. */
  private named(name: string): string[] {
    const library = templateFiles.resolve(LIBRARY_TEMPLATES, name, EXTENSION);
    const own = this.own.filter((file) => file.endsWith(templateFiles.resolve('/', name, EXTENSION)));
    return [library, ...own].filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  }

  private read(file: string): Template[] | Error {
    const known = this.parsed.get(file);
    if (known) return known;
    const parsed = this.parse(file);
    this.parsed.set(file, parsed);
    return parsed;
  }

  private parse(file: string): Template[] | Error {
    try {
      return this.engine.parse(templateFiles.readFileSync(file), file);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

function templatesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : templatesIn(path);
    return entry.name.endsWith(EXTENSION) ? [path] : [];
  });
}

/** 'templates/inbox.liquid:3' */
function place(file: string, token: Template['token'] | undefined): string {
  const short = relative('', file);
  const line = token?.getPosition()[0];
  return `${short.startsWith('..') ? file : short}${line === undefined ? '' : `:${line}`}`;
}

function tokenOf(error: Error): Template['token'] | undefined {
  return error instanceof LiquidError ? error.token : undefined;
}

/** What the parser says, without the place. */
function why({ message }: Error): string {
  return (message.split('\n')[0] ?? '').replace(/, file:.*$|, line:\d+, col:\d+$/, '');
}
