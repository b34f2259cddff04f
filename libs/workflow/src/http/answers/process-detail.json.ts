import type { ProcessJson, ProcessReferenceJson } from './process.json.js';
import type { TaskJson } from './task.json.js';

/** A process on its own page. */
export interface ProcessDetailJson extends ProcessJson {
  /** In the order they were made. */
  readonly tasks: readonly TaskJson[];
  /** Of its tasks, those whose last attempt failed and that something can still come of. */
  readonly failures: readonly TaskJson[];
  /** The process one of whose tasks started this one, when the user may see it. */
  readonly parent: ProcessReferenceJson | null;
  /** The processes that tasks of this one started. */
  readonly children: readonly ProcessReferenceJson[];
}
