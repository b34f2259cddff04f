import type { TaskJson } from '../../http/answers/task.json.js';
import type { Reader } from '../reader.js';
import { taskView, type TaskView } from './task-view.js';

/** A task whose last attempt failed. */
export interface FailureView extends TaskView {
  readonly attempts: number;
  /** When it is tried again without anybody's doing. */
  readonly nextTry: Date | null;
}

/** A task whose last attempt failed, for its process's page. */
export function failureView(task: TaskJson, flowTitle: string, reader: Reader): FailureView {
  const nextTry = task.status === 'SCHEDULED' ? task.scheduledAt : null;
  return { ...taskView(task, flowTitle, reader), attempts: task.attempts, nextTry };
}
