import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that pages load. */
export interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

const OWN = fileURLToPath(new URL('./assets/', import.meta.url));

/** Files of optional packages: the package, the file in it, and its name here. */
const PEERS = [
  ['@tabler/core', 'dist/css/tabler.min.css', 'tabler.css'],
  ['@hotwired/turbo', 'dist/turbo.es2017-esm.js', 'turbo.js'],
] as const;

/** The packages that pages need and that are not installed. */
export function missingPeers(): string[] {
  return PEERS.map(([name]) => name).filter((name) => peerFolder(name) === undefined);
}

/** Every file that pages load, by name. Read once; the packages must be installed. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const name of readdirSync(OWN)) {
    if (typeOf(name) !== undefined) assets.set(name, asset(name, readFileSync(join(OWN, name))));
  }
  for (const [packageName, file, name] of PEERS) {
    const content = readFileSync(join(peerFolder(packageName) ?? '', file), 'utf8');
    assets.set(name, asset(name, Buffer.from(content.replace(/(\/[/*])# sourceMappingURL=\S+/, '$1'))));
  }
  return assets;
}

/** A name for this very set of files: it changes with any of them. */
export function versionOf(assets: ReadonlyMap<string, Asset>): string {
  const hash = createHash('sha256');
  for (const [name, { content }] of [...assets].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([name, content.length])).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

function asset(name: string, content: Buffer): Asset {
  return { type: typeOf(name) ?? 'application/octet-stream', content };
}

function typeOf(name: string): string | undefined {
  return TYPES[name.slice(name.lastIndexOf('.') + 1)];
}

function peerFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
