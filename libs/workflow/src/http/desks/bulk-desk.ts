import { Injectable, Logger } from '@nestjs/common';
import { NotFoundError, WorkflowError } from '../../errors.js';
import type { TaskStatus } from '../../model/status.js';
import { Executor } from '../../runtime/executor.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import type { TransitionName } from '../../runtime/transitions/transition.js';
import { errorAnswer, type ErrorAnswer } from '../errors/error-answer.js';
import { readTaskIds } from '../requests/body-reader.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';

/** What became of one task of a bulk request. */
export interface BulkResultJson {
  readonly taskId: string;
  readonly ok: boolean;
  /** Where it stands now: a retried task may have failed again. */
  readonly status?: TaskStatus;
  readonly error?: ErrorAnswer;
}

/** Does one thing to many tasks: each by itself, checked anew, in a transaction of its own. */
@Injectable()
export class BulkDesk {
  private readonly logger = new Logger('Nestflow');

  constructor(
    private readonly executor: Executor,
    private readonly registry: FlowRegistry,
  ) {}

  async make(
    call: ViewsetCall,
    name: 'assign' | 'unassign',
    body: unknown,
  ): Promise<{ results: readonly BulkResultJson[] }> {
    return { results: await this.makeEach(call, name, readTaskIds(body)) };
  }

  /** Makes a transition on each of these tasks. */
  async makeEach(
    call: ViewsetCall,
    name: TransitionName,
    taskIds: readonly string[],
  ): Promise<BulkResultJson[]> {
    const results: BulkResultJson[] = [];
    for (const taskId of taskIds) results.push(await this.one(call, name, taskId));
    return results;
  }

  private async one(call: ViewsetCall, name: TransitionName, taskId: string): Promise<BulkResultJson> {
    try {
      const status = await this.executor.activate(taskId, { user: call.user }, async (activation) => {
        if (!this.shows(call, activation.flow.name)) throw new NotFoundError('task', taskId);
        await activation.transition(name)();
        return activation.task.status;
      });
      return { taskId, ok: true, status };
    } catch (error) {
      return { taskId, ok: false, error: this.answer(error) };
    }
  }

  private shows({ flows, showsAll }: ViewsetCall, name: string): boolean {
    return flows.some((flow) => flow.name === name) || (showsAll && !this.registry.find(name));
  }

  /** One task that fails, for whatever reason, does not keep the others from being told of. */
  private answer(error: unknown): ErrorAnswer {
    if (error instanceof WorkflowError) return errorAnswer(error);
    this.logger.error('A bulk action failed on a task', error instanceof Error ? error.stack : String(error));
    return {
      statusCode: 500,
      code: 'internal-error',
      message: 'The server could not do this. Its log says why.',
    };
  }
}
