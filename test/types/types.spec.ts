import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const root = path('../../');

/** What the compiler says about a file, by line, with every `@ts-expect-error` taken out of it. */
function diagnose(file: string): Map<number, string> {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${root}tsconfig.json`,
    { noEmit: true },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  );
  const options = config?.options ?? {};
  const host = ts.createCompilerHost(options);
  const read = host.readFile.bind(host);
  host.readFile = (name) =>
    name === file ? read(name)?.replaceAll('@ts-expect-error', 'expected:') : read(name);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  const said = new Map<number, string>();
  for (const { start = 0, messageText } of ts.getPreEmitDiagnostics(program, source)) {
    const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
    said.set(line, `${said.get(line) ?? ''}${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  }
  return said;
}

/** The sentence after `@ts-expect-error`, by the line it is about. */
function expectations(file: string): Map<number, string> {
  const lines = readFileSync(file, 'utf8').split('\n');
  return new Map(
    lines.flatMap((line, index) => {
      const text = /@ts-expect-error (.*)$/.exec(line)?.[1];
      return text === undefined ? [] : [[index + 1, text] as const];
    }),
  );
}

describe('References and signatures, checked by the compiler', () => {
  it('B3 accepts flows that are right', () => {
    expect([...diagnose(path('./flows.good.ts'))]).toEqual([]);
  });

  it('B3 refuses flows that are wrong, each mistake on its own line and in its own words', () => {
    const file = path('./flows.bad.ts');
    const said = diagnose(file);
    const expected = expectations(file);
    expect([...said.keys()]).toEqual([...expected.keys()]);
    for (const [line, text] of expected) expect(`${line}: ${said.get(line) ?? ''}`).toContain(text);
  });
});
