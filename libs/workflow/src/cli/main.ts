#!/usr/bin/env node
import { run } from './run.js';

const code = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  out: (text) => process.stdout.write(`${text}\n`),
  error: (text) => process.stderr.write(`${text}\n`),
});

// The application's module may have opened something that would keep this process alive.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
