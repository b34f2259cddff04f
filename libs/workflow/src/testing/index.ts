export { FakeClock } from './fake-clock.js';
export { FlowRun } from './flow-run.js';
export type { FlowRunOptions, RunTables } from './run-options.js';
export { InMemoryStore, type InMemoryTables } from './in-memory-store.js';
export type { WorkflowStore } from '../runtime/ports/workflow-store.js';
