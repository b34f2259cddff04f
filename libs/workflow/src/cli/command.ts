import type { ParseArgsConfig } from 'node:util';

/** Where a command is called, and where it speaks. */
export interface Terminal {
  /** The folder that paths are relative to. */
  readonly cwd: string;
  /** What was asked for. */
  out(text: string): void;
  /** What went wrong. */
  error(text: string): void;
}

/** What a command was called with, by the names its {@link Command.options} have. */
export interface CommandCall {
  readonly positionals: readonly string[];
  /** The last value given of an option. */
  text(option: string): string | undefined;
  /** All values given of an option, those with commas in them taken apart. */
  list(option: string): readonly string[];
  readonly terminal: Terminal;
}

/** One command of `npx nestflow`. */
export interface Command {
  /** As it is typed: `generate flow`. */
  readonly name: string;
  /** One line about it in the overview. */
  readonly summary: string;
  /** All about it: how it is called, its options, an example. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Does it; whatever it throws is told, and the exit code is not 0. */
  run(call: CommandCall): Promise<void>;
}
