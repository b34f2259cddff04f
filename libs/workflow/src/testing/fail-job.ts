import { TransitionNotAllowedError } from '../errors.js';
import type { Executor } from '../runtime/executor.js';
import { behaviourOf } from '../runtime/node-behaviour.js';

/**
 * Lets an attempt at a job fail with this error, without calling its method.
 *
 * @param spend - all the attempts that are left, not only one.
 * @throws {TransitionNotAllowedError} when the task is no job that waits for an attempt.
 */
export async function failJob(
  executor: Executor,
  taskId: string,
  error: Error,
  spend: boolean,
): Promise<void> {
  await executor.activate(taskId, { failures: 'keep' }, async ({ task, node }, { jobs }) => {
    do {
      const attempt = task.attempts + 1;
      const isJob = behaviourOf(node).job !== undefined;
      if (!isJob || task.status !== 'SCHEDULED' || !(await jobs.begin(task, attempt))) {
        throw new TransitionNotAllowedError(
          `Expected task '${task.node}' to be a job that waits for an attempt, but it is a ${task.kind} that is ${task.status}.`,
        );
      }
      await jobs.fail(task, attempt, error);
    } while (spend && isScheduled(task));
  });
}

const isScheduled = ({ status }: { readonly status: string }): boolean => status === 'SCHEDULED';
