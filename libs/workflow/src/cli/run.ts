import { parseArgs } from 'node:util';
import { InputInvalidError, WorkflowError } from '../errors.js';
import { chart } from './chart.command.js';
import type { Command, CommandCall, Terminal } from './command.js';
import { generateFlow } from './generate-flow.command.js';
import { packageOf } from './package-of.js';

const COMMANDS: readonly Command[] = [chart, generateFlow];

/** What the process ends with: done, something went wrong, or what was asked for makes no sense. */
const EXIT = { done: 0, failed: 1, misused: 2 } as const;

/**
 * Runs one command of `npx nestflow`.
 *
 * @param args - what was typed after `nestflow`
 * @returns the exit code: 0 when it is done, 1 when something went wrong, 2 when it was called wrongly.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const command = COMMANDS.find(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  try {
    if (command) await perform(command, args.slice(command.name.split(' ').length), terminal);
    else if (args.includes('--version')) terminal.out(await version());
    else if (args.some((arg) => ['--help', '-h', 'help'].includes(arg))) terminal.out(overview());
    else throw unknown(args);
    return EXIT.done;
  } catch (error) {
    terminal.error(error instanceof WorkflowError ? error.message : describe(error));
    if (!(error instanceof InputInvalidError)) return EXIT.failed;
    terminal.error(`\nMore about it: npx nestflow ${command ? `${command.name} ` : ''}--help`);
    return EXIT.misused;
  }
}

async function perform(command: Command, args: readonly string[], terminal: Terminal): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return terminal.out(command.help);
  await command.run(read(command, args, terminal));
}

function read({ options }: Command, args: readonly string[], terminal: Terminal): CommandCall {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const given = (option: string) => [values[option] ?? []].flat().map(String);
    return {
      positionals,
      text: (option) => given(option).at(-1),
      list: (option) => given(option).flatMap((value) => value.split(',').filter((part) => part !== '')),
      terminal,
    };
  } catch (error) {
    throw new InputInvalidError(`${(error as Error).message.replace(/\.? To specify.*$/s, '')}.`);
  }
}

function unknown(args: readonly string[]): InputInvalidError {
  const names = COMMANDS.map(({ name }) => `'${name}'`).join(' or ');
  const came = args.length === 0 ? 'there is none' : `got '${args.join(' ')}'`;
  return new InputInvalidError(`Expected the command ${names}, but ${came}.`);
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    'npx nestflow <command>',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}   ${summary}`),
    '',
    'npx nestflow <command> --help   tells more about a command',
    'npx nestflow --version          tells which nestflow this is',
  ].join('\n');
}

async function version(): Promise<string> {
  return (await packageOf(import.meta.dirname))?.version ?? 'unknown';
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
