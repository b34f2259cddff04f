import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * What the compiler says about files that are nowhere on disk: `path(line): message`, in the order of the files.
 *
 * @param files - their text by their path from the root of this repository, whose options and packages they have
 */
export function typeErrors(
  files: ReadonlyMap<string, string>,
  override: ts.CompilerOptions = {},
): readonly string[] {
  const texts = new Map([...files].map(([path, text]) => [`${root}${path}`, text]));
  const folders = new Set([...texts.keys()].flatMap(foldersOf));
  const config = ts.getParsedCommandLineOfConfigFile(
    `${root}tsconfig.json`,
    { noEmit: true, ...override },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const options = config?.options ?? {};
  const host = ts.createCompilerHost(options);
  const [readFile, fileExists] = [host.readFile.bind(host), host.fileExists.bind(host)];
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.directoryExists = (name) => folders.has(name) || existsSync(name);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, text, languageVersion, true);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${name.slice(root.length)}(${line}): ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
}

function foldersOf(file: string): string[] {
  const folders: string[] = [];
  for (let at = dirname(file); at.length >= root.length; at = dirname(at)) folders.push(at);
  return folders;
}
