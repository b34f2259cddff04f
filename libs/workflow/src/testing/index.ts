export { FakeClock } from './fake-clock.js';
export { FlowRun } from './flow-run.js';
export type { StoredRun } from './stored-run.js';
export type { FlowRunOptions, RunTables } from './run-options.js';
export { InMemoryStore } from './in-memory/in-memory-store.js';
export type { InMemoryTables } from './in-memory/in-memory-tables.js';
export type { WorkflowStore } from '../runtime/ports/workflow-store.js';
