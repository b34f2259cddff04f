import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

const src = resolve('libs/workflow/src');

/** The rooms and the floor each is on: imports stay in the room or point down. */
const floors: Record<string, number> = {
  definition: 0,
  model: 0,
  runtime: 1,
  chart: 1,
  bpmn: 1,
  nodes: 2,
  persistence: 2,
  testing: 2,
  http: 3,
  jobs: 3,
  ui: 4,
  cli: 4,
};

/** The test kit starts whole applications, so it may look up to here. */
const TESTING_SEES = 3;

interface Import {
  from: string;
  specifier: string;
  /** The file of ours it means; undefined for packages. */
  to?: string;
}

describe('the architecture of libs/workflow/src', () => {
  const files = listFiles(src);
  const imports = files.flatMap(importsOf);

  it('has only the rooms that are on a floor', () => {
    const rooms = new Set(files.filter((file) => file.includes('/')).map(roomOf));
    expect([...rooms].filter((room) => !(room in floors))).toEqual([]);
  });

  it('imports from its own room or from a lower floor only', () => {
    expect(imports.filter(pointsUp).map(describeImport)).toEqual([]);
  });

  it('has no import cycle, counting type imports', () => {
    expect(findCycles(files, imports)).toEqual([]);
  });

  it('does not import its own public barrel', () => {
    const barrel = ({ specifier, to }: Import) => to === 'index.ts' || /^nestflow($|\/)/.test(specifier);
    expect(imports.filter(barrel).map(describeImport)).toEqual([]);
  });

  it('has no place for what belongs nowhere', () => {
    const nowhere = (file: string) =>
      /(^|\/)(common|shared|utils)\//.test(file) || basename(file) === 'types.ts';
    expect(files.filter(nowhere)).toEqual([]);
  });
});

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !/\.(spec|types-spec)\.ts$/.test(file))
    .map((file) => file.split(sep).join('/'));
}

/** Everything a file imports or re-exports, types and dynamic imports included. */
function importsOf(from: string): Import[] {
  const text = readFileSync(join(src, from), 'utf8');
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName: specifier }) => {
    if (!specifier.startsWith('.')) return { from, specifier };
    const target = resolve(src, dirname(from), specifier.replace(/\.js$/, '.ts'));
    return { from, specifier, to: relative(src, target).split(sep).join('/') };
  });
}

/** The folder under src, or '' for the files at the top. */
function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}

function pointsUp({ from, to }: Import): boolean {
  if (to === undefined || to === 'errors.ts') return false;
  const [room, target] = [roomOf(from), roomOf(to)];
  if (room === target) return false;
  if (room === '') return from === 'errors.ts';
  if (target === '') return true;
  const floor = floors[target] ?? Infinity;
  return room === 'testing' ? floor > TESTING_SEES : floor >= (floors[room] ?? -1);
}

function describeImport({ from, specifier }: Import): string {
  return `${from} imports '${specifier}'`;
}

/** Each cycle as the chain of files that closes it; depth first, every file is finished once. */
function findCycles(files: string[], imports: Import[]): string[] {
  const targets = new Map(files.map((file) => [file, new Set<string>()]));
  for (const { from, to } of imports) if (to !== undefined) targets.get(from)?.add(to);

  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: string[]): void => {
    const seenAt = path.indexOf(file);
    if (seenAt >= 0) cycles.push([...path.slice(seenAt), file].join(' → '));
    if (seenAt >= 0 || finished.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    finished.add(file);
  };
  for (const file of files) visit(file, []);
  return cycles;
}
