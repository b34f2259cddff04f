/** The vocabulary: one line per node kind. */
export * from './end.node.js';
export * from './error-end.node.js';
export * from './handler.node.js';
export * from './if.node.js';
export * from './join.node.js';
export * from './manual-task.node.js';
export * from './obsolete.node.js';
export * from './receive.node.js';
export * from './split.node.js';
export * from './start-handler.node.js';
export * from './start.node.js';
export * from './switch.node.js';
export * from './terminate-end.node.js';
export * from './view.node.js';
export { PEOPLES_TRANSITIONS, preparePeoplesTask, takeForm } from './people.js';
export type { Assignee, Candidates, PeoplesTaskOptions } from './people.js';
