import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { kebab } from '../definition/names.js';
import { InputInvalidError } from '../errors.js';
import type { Command, CommandCall } from './command.js';
import { flowNames, type FlowNames } from './flow-names.js';
import { flowFiles, type CodeStyle } from './flow.template.js';
import { packageOf, type Package } from './package-of.js';

const HELP = `npx nestflow generate flow <name> [--dir folder]

Writes a flow, the class of its data and a test that passes, in a folder of their own. Nothing is overwritten.

<name> may be written as leave-request, LeaveRequest or "leave request".

  --dir   the folder in which the flow's folder is made, or that folder itself when it has the flow's name: both
          --dir src and --dir src/leave make src/leave/leave.flow.ts of the flow leave. Default: src

  npx nestflow generate flow leave-request --dir src/flows

Imports end in .js when the package is of type "module"; the test is for Vitest when the package depends on it, else
for Jest.`;

/** `npx nestflow generate flow`: creates a flow with its data class and its test. */
export const generateFlow: Command = {
  name: 'generate flow',
  summary: 'creates a flow with its data class and its test',
  help: HELP,
  options: { dir: { type: 'string' } },
  async run(call) {
    const names = flowNames(nameIn(call));
    const dir = call.text('dir');
    const given = resolve(call.terminal.cwd, dir ?? 'src');
    const application = await packageOf(given);
    const isItsOwn = dir !== undefined && kebab(basename(given)) === names.kebab;
    const folder = isItsOwn ? given : join(given, names.kebab);
    const files = [...flowFiles(names, styleOf(application))].map(
      ([name, text]) => [join(folder, name), text] as const,
    );
    for (const [file] of files) await refuseExisting(file, call);
    await mkdir(folder, { recursive: true });
    for (const [file, text] of files) {
      await writeFile(file, text, { flag: 'wx' });
      call.terminal.out(`created ${shown(file, call)}`);
    }
    call.terminal.out(whatIsLeft(names, application));
  },
};

function nameIn({ positionals }: CommandCall): string {
  const [name, ...more] = positionals;
  if (name !== undefined && more.length === 0) return name;
  const came =
    name === undefined ? 'there is none' : `got ${positionals.map((one) => `'${one}'`).join(', ')}`;
  throw new InputInvalidError(`Expected one name such as leave-request, but ${came}.`);
}

async function refuseExisting(file: string, call: CommandCall): Promise<void> {
  if (await stat(file).catch(() => undefined)) {
    throw new InputInvalidError(
      `Expected no file '${shown(file, call)}', but there is one. Choose another name, or move it away.`,
    );
  }
}

function styleOf(application: Package | undefined): CodeStyle {
  return {
    extension: application?.type === 'module' ? '.js' : '',
    testsImportFrom: dependsOn(application, 'vitest') ? 'vitest' : undefined,
  };
}

function whatIsLeft({ kebab, pascal }: FlowNames, application: Package | undefined): string {
  const { extension } = styleOf(application);
  const missing = ['@nestjs/mapped-types', 'class-validator', 'class-transformer'].filter(
    (name) => !dependsOn(application, name),
  );
  return [
    ...(missing.length > 0 ? ['', 'Install what it uses:', '', `  npm install ${missing.join(' ')}`] : []),
    '',
    'Add it to a module; the path depends on where that is:',
    '',
    `  import { ${pascal}Flow } from './${kebab}/${kebab}.flow${extension}';`,
    '',
    `  imports: [WorkflowModule.forFeature([${pascal}Flow])],`,
    `  controllers: [...WorkflowViewset({ path: 'workflow', flows: [${pascal}Flow] })],`,
    '',
    `Its rights: ${['start', 'approve', 'view', 'manage'].map((right) => `${kebab}.${right}`).join(', ')}.`,
  ].join('\n');
}

function dependsOn(application: Package | undefined, name: string): boolean {
  return name in { ...application?.dependencies, ...application?.devDependencies };
}

function shown(file: string, { terminal }: CommandCall): string {
  return relative(terminal.cwd, file).split(sep).join('/');
}
