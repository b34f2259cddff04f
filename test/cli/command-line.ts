import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../libs/workflow/src/cli/run.js';

/** A folder to run commands in, which is removed after each test. */
export function commandLine() {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nestflow-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  return {
    get folder() {
      return folder;
    },
    /** All files in it. */
    files: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort(),
    /** Runs `npx nestflow …`. */
    async nestflow(...args: string[]) {
      const said = { out: [] as string[], error: [] as string[] };
      const code = await run(args, {
        cwd: folder,
        out: (text) => void said.out.push(text),
        error: (text) => void said.error.push(text),
      });
      return { code, out: said.out.join('\n'), error: said.error.join('\n') };
    },
  };
}
