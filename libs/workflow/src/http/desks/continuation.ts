import { Injectable } from '@nestjs/common';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import { WorkflowService } from '../../runtime/workflow.service.js';
import type { OutcomeJson } from '../answers/answers.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';

/** What an action has come to, and where whoever took it goes on. */
export interface ContinuedJson extends OutcomeJson {
  /**
   * The address of a task to go on with: one of mine that the action has made; else one of mine, or one I may take, in
   * this process, in its children, its parent, its siblings; else that of the process itself.
   */
  readonly continue: string | null;
}

/** Finds where people go on once an action is done and committed. */
@Injectable()
export class Continuation {
  constructor(
    private readonly workflow: WorkflowService,
    private readonly registry: FlowRegistry,
  ) {}

  /** Adds to an outcome where the caller goes on. At most one statement. */
  async of({ user, links }: ViewsetCall, outcome: OutcomeJson): Promise<ContinuedJson> {
    const { process, next } = outcome;
    const own = next.find(({ owner, status }) => owner === user.id && status === 'ASSIGNED');
    if (own) return { ...outcome, continue: own.url };
    const shown = this.registry.all().filter((flow) => links.flow(flow.name) !== null);
    const names = shown.map((flow) => flow.name);
    const found = await this.workflow.nextTask(user, process, names);
    if (!found) return { ...outcome, continue: process.url };
    const { task } = found;
    const node = this.registry.named(found.process.flow).graph.find(task.node)?.name ?? task.node;
    return { ...outcome, continue: links.task(found.process.flow, task.processId, node, task.id) };
  }
}
