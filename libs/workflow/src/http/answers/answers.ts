import { Injectable } from '@nestjs/common';
import { ActionPreview } from '../../runtime/action-preview.js';
import type { Activation } from '../../runtime/activation.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import { AccessPolicy, type WorkflowUser } from '../../runtime/ports/access-policy.js';
import type { TaskRow } from '../../runtime/ports/list-queries.js';
import type { TransitionName } from '../../runtime/transitions/transition.js';
import { unknownNode } from '../../runtime/unknown.js';
import type { Process } from '../../model/process.entity.js';
import type { Task } from '../../model/task.entity.js';
import { Briefs } from './brief.js';
import type { Links } from './links.js';
import {
  processJson,
  processReference,
  type ProcessJson,
  type ProcessReferenceJson,
} from './process.json.js';
import { taskJson, type TaskJson } from './task.json.js';

/** For whom an answer is made. */
export interface Audience {
  readonly user: WorkflowUser;
  readonly links: Links;
}

/** What every action answers: the process and the task as they are now, and the tasks that came of it. */
export interface OutcomeJson {
  readonly process: ProcessJson;
  readonly task: TaskJson | null;
  readonly next: readonly TaskJson[];
}

/** Puts processes and tasks into words: the JSON of every answer, with what its reader may do. */
@Injectable()
export class Answers {
  constructor(
    private readonly registry: FlowRegistry,
    private readonly access: AccessPolicy,
    private readonly preview: ActionPreview,
    private readonly briefs: Briefs,
  ) {}

  /** A process. */
  async process(process: Process, { user, links }: Audience): Promise<ProcessJson> {
    const flow = this.registry.named(process.flow);
    const mayCancel =
      process.status === 'NEW' &&
      (await this.access.can(user, flow.managePermission, { flow: flow.name, process }));
    return processJson(process, { flow, actions: mayCancel ? ['cancel'] : [], briefs: this.briefs, links });
  }

  /** Another process, without what it holds. */
  reference(process: Process, links: Links): ProcessReferenceJson {
    return processReference(process, this.registry.named(process.flow), links);
  }

  /** A task whose allowed transitions are known. */
  taskWith(row: TaskRow, actions: readonly TransitionName[], { links }: Audience): TaskJson {
    const flow = this.registry.named(row.process.flow);
    const node = flow.graph.find(row.task.node) ?? unknownNode(row.task.node);
    return taskJson(row, { flow, node, actions, briefs: this.briefs, links });
  }

  /** A task with what its activation says is allowed: exactly. */
  async activated(activation: Activation, audience: Audience): Promise<TaskJson> {
    const { process, task } = activation;
    return this.taskWith({ process, task }, await activation.allowedTransitions(audience.user), audience);
  }

  /** A task of a list: what may be done with it is told as far as it can be without asking the database. */
  async task(row: TaskRow, audience: Audience): Promise<TaskJson> {
    return this.taskWith(row, await this.preview.of(audience.user, row), audience);
  }

  /** The tasks of a list. */
  async tasks(rows: readonly TaskRow[], audience: Audience): Promise<TaskJson[]> {
    const answers: TaskJson[] = [];
    for (const row of rows) answers.push(await this.task(row, audience));
    return answers;
  }

  /** What an action on a task has come to. */
  async outcome(activation: Activation, next: readonly Task[], audience: Audience): Promise<OutcomeJson> {
    const { process } = activation;
    return {
      process: await this.process(process, audience),
      task: await this.activated(activation, audience),
      next: await this.tasks(
        next.map((task) => ({ process, task })),
        audience,
      ),
    };
  }
}
