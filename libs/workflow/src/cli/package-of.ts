import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What is of interest in a `package.json`. */
export interface Package {
  readonly version?: string;
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The package that a folder belongs to: the nearest `package.json` in it or above it. */
export async function packageOf(folder: string): Promise<Package | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const text = await readFile(join(at, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as Package;
    if (dirname(at) === at) return undefined;
  }
}
