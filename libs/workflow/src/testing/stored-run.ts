import { NotFoundError } from '../errors.js';
import type { Process } from '../model/process.entity.js';
import type { Task } from '../model/task.entity.js';
import type { RunTables } from './run-options.js';

/** Where the processes of a run stand, as they are stored. */
export class StoredRun {
  constructor(private readonly tables: RunTables) {}

  /** The process as it is stored. */
  async process(processId: string): Promise<Process> {
    const process = await this.tables.process(processId);
    if (!process) throw new NotFoundError('process', processId);
    return process;
  }

  /** All tasks of a process, in the order they were made. */
  tasks(processId: string): Promise<Task[]> {
    return this.tables.tasks(processId);
  }

  /** The nodes that wait or have failed, in the order their tasks were made; splits and joins that wait too. */
  async waiting(processId: string): Promise<string[]> {
    const tasks = await this.tasks(processId);
    return tasks.filter(({ live, status }) => live && status !== 'DONE').map(({ node }) => node);
  }

  /** Every task as `node STATUS`, in the order they were made. */
  async history(processId: string): Promise<string[]> {
    return (await this.tasks(processId)).map(({ node, status }) => `${node} ${status}`);
  }

  /** The newest task of a node. */
  async newest(processId: string, node: string): Promise<Task> {
    const task = (await this.tasks(processId)).findLast((one) => one.node === node);
    if (!task) throw new NotFoundError(`a task '${node}' of process`, processId);
    return task;
  }

  /** The live task of a node. */
  protected async waitingTask(processId: string, node: string): Promise<Task> {
    const task = (await this.tasks(processId)).find((one) => one.node === node && one.live);
    if (!task) throw new NotFoundError(`a task '${node}' waiting in process`, processId);
    return task;
  }
}
