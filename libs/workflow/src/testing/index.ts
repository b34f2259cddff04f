export { FakeClock } from './fake-clock.js';
export { FlowRun, type FlowRunOptions, type RunTables } from './flow-run.js';
export { InMemoryStore, type InMemoryTables } from './in-memory-store.js';
export type { WorkflowStore } from '../runtime/ports/workflow-store.js';
