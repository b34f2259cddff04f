import { databasesLine } from './databases-line.mjs';

/** After all tests and their report: stops what global-setup started and ends with the line on databases. */
export default async function globalTeardown() {
  await globalThis.nestflowStopServers?.();
  console.error(`\n${databasesLine()}`);
}
