import type { TaskJson } from '../../http/answers/task.json.js';
import type { PageVisit } from '../page-visit.js';
import type { Reader } from '../reader.js';
import { dueView, type DueView } from './due-view.js';
import { statusView, type StatusView } from './status-view.js';

/** A task in a list. */
export interface TaskView {
  readonly id: string;
  readonly title: string;
  readonly brief: string;
  readonly flowTitle: string;
  readonly node: string;
  readonly url: string | null;
  readonly status: StatusView;
  readonly owner: string | null;
  readonly mine: boolean;
  readonly delegatedBy: string | null;
  readonly snoozedUntil: Date | null;
  readonly priority: number;
  readonly due?: DueView;
  readonly createdAt: Date;
  readonly assignedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly error?: string;
  readonly actions: Readonly<Record<string, boolean>>;
}

/** A task as lists show it. */
export function taskView(task: TaskJson, flowTitle: string, reader: Reader): TaskView {
  const finished = task.finishedAt !== null;
  return {
    id: task.id,
    title: task.title,
    brief: task.brief,
    flowTitle,
    node: task.node,
    url: task.url,
    status: statusView(task.status, reader),
    owner: task.owner,
    mine: task.owner !== null && task.owner === reader.user?.id,
    delegatedBy: task.delegatedBy,
    snoozedUntil: task.snoozedUntil,
    priority: task.priority,
    due: finished ? undefined : dueView(task.dueAt, reader),
    createdAt: task.createdAt,
    assignedAt: task.assignedAt,
    finishedAt: task.finishedAt,
    error: task.error?.message,
    actions: Object.fromEntries(task.actions.map((name) => [name, true])),
  };
}

/** A task in a list of tasks, with what its process holds: for columns of an application's own. */
export interface ListedTaskView extends TaskView {
  readonly process?: { readonly businessKey: string | null; readonly values: object };
}

/** A task in a list of tasks; without its process where the list of an application's own has none. */
export function listedTaskView(
  task: TaskJson,
  flowTitle: string,
  { call, reader }: PageVisit,
): ListedTaskView {
  const process = call.processes.get(task.processId);
  return {
    ...taskView(task, flowTitle, reader),
    process: process && { businessKey: process.businessKey, values: process.data },
  };
}
