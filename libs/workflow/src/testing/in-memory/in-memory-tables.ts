import { ConfigurationError } from '../../errors.js';
import type { WorkflowEvent } from '../../model/event.entity.js';
import type { Mention } from '../../model/mention.entity.js';
import type { WorkflowMessage } from '../../model/message.entity.js';
import type { Process } from '../../model/process.entity.js';
import type { ScheduledStart } from '../../model/scheduled-start.entity.js';
import type { TaskLink } from '../../model/task-link.entity.js';
import type { Task } from '../../model/task.entity.js';

/** The tables of the store in memory. */
export class InMemoryTables {
  readonly processes = new Map<string, Process>();
  readonly tasks = new Map<string, Task>();
  readonly links: TaskLink[] = [];
  readonly events: WorkflowEvent[] = [];
  readonly messages = new Map<string, WorkflowMessage>();
  /** How often turns of each name have been taken. */
  readonly turns = new Map<string, number>();
  readonly mentions: Mention[] = [];
  /** Start timers by flow and node. */
  readonly starts = new Map<string, ScheduledStart>();
  /** Those that a transaction holds. */
  readonly heldStarts = new Set<string>();

  /** The tasks of a process in the order they were made. */
  tasksOf(processId: string): Task[] {
    return [...this.tasks.values()].filter((task) => task.processId === processId).sort(byId);
  }
}

/** In the order rows were made: ids are. */
export const byId = (a: { id: string }, b: { id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** What a start timer is known by. */
export function startKey({ flow, node }: Pick<ScheduledStart, 'flow' | 'node'>): string {
  return `${flow} ${node}`;
}

/** @throws {ConfigurationError} always: there is no database. */
export function noManager(): never {
  throw new ConfigurationError(
    'Expected a database for `activation.manager`, but this run keeps processes in memory. Test this flow with a DataSource.',
  );
}
