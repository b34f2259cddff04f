import { Inject, Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { TransitionNotAllowedError } from '../../errors.js';
import { behaviourOf } from '../../runtime/node-behaviour.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import { LIST_QUERIES, type ListQueries } from '../../runtime/ports/list-queries.js';
import { unknownNode } from '../../runtime/unknown.js';
import { Visibility } from '../../runtime/visibility.js';
import { Answers } from '../answers/answers.js';
import type { ProcessReferenceJson } from '../answers/process.json.js';
import type { TaskJson } from '../answers/task.json.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';
import { FlowRights } from './flow-rights.js';

/** How much of what goes with a process is shown. */
const MOST_TASKS = 200;
const MOST_RELATIVES = 500;

/** What goes with a process when it is cancelled. */
export interface CancelPreviewJson {
  /** What waits for people, for code, or failed. */
  readonly tasks: readonly TaskJson[];
  /** Timers and timeouts that are set. */
  readonly timers: readonly TaskJson[];
  /** Background work that waits or runs. */
  readonly jobs: readonly TaskJson[];
  /** Running processes below it, as far as the user may see them; those not seen are cancelled as well. */
  readonly processes: readonly ProcessReferenceJson[];
  /** There is more than is shown. */
  readonly more: boolean;
}

/** Says what cancelling a process means, before it is done. */
@Injectable()
export class CancellationDesk {
  constructor(
    @Inject(LIST_QUERIES) private readonly lists: ListQueries,
    private readonly registry: FlowRegistry,
    private readonly visibility: Visibility,
    private readonly rights: FlowRights,
    private readonly answers: Answers,
  ) {}

  /** @throws {TransitionNotAllowedError} when the process is final already. */
  async preview(call: ViewsetCall, id: string): Promise<CancelPreviewJson> {
    const process = await this.rights.visible(
      call,
      id,
      isUuid(id) ? await this.lists.process(id) : undefined,
    );
    await this.rights.requireManagement(call, process);
    if (process.status !== 'NEW') {
      throw new TransitionNotAllowedError(
        `Expected process ${process.id} to be NEW to cancel it, but it is ${process.status}.`,
      );
    }
    const live = await this.lists.liveOf(process.id, MOST_TASKS + 1);
    const groups = { fire: [] as TaskJson[], job: [] as TaskJson[], none: [] as TaskJson[] };
    for (const task of live.slice(0, MOST_TASKS)) {
      const node = call.flow.graph.find(task.node) ?? unknownNode(task.node);
      groups[behaviourOf(node).due ?? 'none'].push(await this.answers.task({ task, process }, call));
    }
    const below = await this.running(call, process.id);
    return {
      tasks: groups.none,
      timers: groups.fire,
      jobs: groups.job,
      processes: below.processes,
      more: live.length > MOST_TASKS || below.more,
    };
  }

  private async running(
    call: ViewsetCall,
    id: string,
  ): Promise<{ processes: ProcessReferenceJson[]; more: boolean }> {
    const viewer = await this.visibility.viewer(call.user, this.registry.all());
    const { processes, more } = await this.lists.tree(viewer, id, MOST_RELATIVES);
    const below = new Set([id]);
    // Parents come before their children, whatever stands between them.
    for (const { process, parentId } of processes) {
      if (parentId !== null && below.has(parentId)) below.add(process.id);
    }
    const running = processes.filter(
      ({ process }) => process.id !== id && below.has(process.id) && process.status === 'NEW',
    );
    return { processes: running.map(({ process }) => this.answers.reference(process, call.links)), more };
  }
}
