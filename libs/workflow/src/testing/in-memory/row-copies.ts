import { Process } from '../../model/process.entity.js';
import { Task } from '../../model/task.entity.js';

/** As a database would keep it: data as JSON, dates as dates. */
export function asStored(task: Task): Task {
  const json = <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null)) as T;
  const values = Object.entries(task).map(([name, value]: [string, unknown]) => [name, value ?? null]);
  return {
    ...(Object.fromEntries(values) as Task),
    data: json(task.data),
    draft: json(task.draft),
    error: json(task.error),
    excluded: json(task.excluded),
    delegates: json(task.delegates),
  };
}

/** A task of its own, as if it had been read from a database. */
export function copyTask<T extends Task | undefined>(task: T): T {
  return (task && Object.assign(new Task(), asStored(task))) as T;
}

/** A process of its own, as if it had been read from a database. */
export function copyProcess(process: Process): Process {
  const data = JSON.parse(JSON.stringify(process.data)) as object;
  return Object.assign(new Process(), { ...process, data });
}
