/** Empties dist/, so that a build never ships what an earlier one left behind. */
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
