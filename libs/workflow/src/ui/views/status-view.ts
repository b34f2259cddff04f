import type { ProcessStatus, TaskStatus } from '../../model/status.js';
import type { Reader } from '../reader.js';

/** Where something stands, in a word and a colour. */
export interface StatusView {
  readonly name: string;
  readonly text: string;
  readonly tone: string;
}

const TONES: Readonly<Record<TaskStatus | ProcessStatus, string>> = {
  NEW: 'azure',
  ASSIGNED: 'indigo',
  SCHEDULED: 'cyan',
  STARTED: 'indigo',
  DONE: 'green',
  ERROR: 'red',
  FAILED: 'red',
  CANCELED: 'secondary',
  REVIVED: 'secondary',
};

/** The status of a task. */
export function statusView(status: TaskStatus, { words }: Reader): StatusView {
  return { name: status, text: words.say(`status.task.${status}`), tone: TONES[status] };
}

/** The status of a process. */
export function processStatusView(status: ProcessStatus, { words }: Reader): StatusView {
  return { name: status, text: words.say(`status.process.${status}`), tone: TONES[status] };
}
