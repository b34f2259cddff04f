import { Inject, Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { CompiledFlow } from '../../definition/compiled-flow.js';
import type { WorkflowEvent } from '../../model/event.entity.js';
import type { Process } from '../../model/process.entity.js';
import { Executor } from '../../runtime/executor.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import {
  LIST_QUERIES,
  type EventRow,
  type ListQueries,
  type Page,
} from '../../runtime/ports/list-queries.js';
import { iterationsOf } from '../../runtime/iterations.js';
import { Visibility } from '../../runtime/visibility.js';
import { Answers } from '../answers/answers.js';
import type { ProcessDetailJson } from '../answers/process-detail.json.js';
import { treeJson, type ProcessTreeJson } from '../answers/process-tree.json.js';
import type { ProcessJson, ProcessReferenceJson } from '../answers/process.json.js';
import { readNothing } from '../requests/body-reader.js';
import { readPaging } from '../requests/list-parameters.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';
import { Continuation, type ContinuedJson } from './continuation.js';
import { FlowRights } from './flow-rights.js';

/** How much of a process one answer has; `tasks` of the flow lists all of them. */
export const MOST_TASKS = 500;
const MOST_CHILDREN = 100;
const MOST_RELATIVES = 500;

/** A line of a process's history. */
export interface EventJson extends Pick<
  WorkflowEvent,
  'id' | 'type' | 'taskId' | 'actor' | 'payload' | 'createdAt'
> {
  /** Of the task it is about. */
  readonly node: string | null;
}

/** What can be seen of, and done with, one process. */
@Injectable()
export class ProcessDesk {
  constructor(
    @Inject(LIST_QUERIES) private readonly lists: ListQueries,
    private readonly registry: FlowRegistry,
    private readonly executor: Executor,
    private readonly visibility: Visibility,
    private readonly rights: FlowRights,
    private readonly answers: Answers,
    private readonly continuation: Continuation,
  ) {}

  /** The process with its tasks, its parent and its children. */
  async show(call: ViewsetCall, id: string): Promise<ProcessDetailJson> {
    const process = await this.find(call, id);
    const tasks = await this.lists.tasksOf(id, MOST_TASKS);
    const live = await this.lists.liveOf(id, MOST_TASKS);
    const children = await this.lists.childrenOf(id, MOST_CHILDREN);
    const { graph } = this.registry.named(process.flow);
    const iterations = iterationsOf(
      graph,
      tasks.map(({ task }) => task),
    );
    const inOrder = await this.answers.tasks(
      tasks.map(({ task }) => ({ task, process })),
      call,
    );
    return {
      ...(await this.answers.process(process, call)),
      tasks: inOrder.map((task) => {
        const iteration = iterations.get(task.id);
        return iteration === undefined ? task : { ...task, iteration };
      }),
      failures: await this.answers.tasks(
        live.filter(({ error }) => error !== null).map((task) => ({ task, process })),
        call,
      ),
      parent: await this.parent(call, process),
      children: children.map((child) => this.answers.reference(child, call.links)),
    };
  }

  /** The process alone. */
  async brief(call: ViewsetCall, id: string): Promise<ProcessJson> {
    return this.answers.process(await this.find(call, id), call);
  }

  /** The process with those above and below it that the user may see. */
  async tree(call: ViewsetCall, id: string): Promise<ProcessTreeJson> {
    await this.find(call, id);
    const viewer = await this.visibility.viewer(call.user, this.registry.all());
    const { processes, more } = await this.lists.tree(viewer, id, MOST_RELATIVES);
    const references = processes.map(({ process, parentId }) => ({
      ...this.answers.reference(process, call.links),
      parentId,
    }));
    return { root: treeJson(references, id), more };
  }

  /** A page of the process's history, oldest first. */
  async events(call: ViewsetCall, id: string, parameters: unknown): Promise<Page<EventJson>> {
    const paging = readPaging(parameters);
    await this.find(call, id);
    const { items, next } = await this.lists.events(id, paging);
    return { items: items.map((event) => eventJson(event, call.flow)), next };
  }

  /** Cancels the process with everything live in it. */
  async cancel(call: ViewsetCall, id: string, body: unknown): Promise<ContinuedJson> {
    readNothing(body);
    const { user, flow } = call;
    const outcome = await this.executor.activateProcess(id, { user, flow }, async (session) => {
      await session.cancelProcess();
      const process = await this.answers.process(session.context.process, call);
      return { process, task: null, next: [] };
    });
    return this.continuation.of(call, outcome);
  }

  private async find(call: ViewsetCall, id: string): Promise<Process> {
    return this.rights.visible(call, id, isUuid(id) ? await this.lists.process(id) : undefined);
  }

  private async parent(call: ViewsetCall, { parentTaskId }: Process): Promise<ProcessReferenceJson | null> {
    const parent = parentTaskId === null ? undefined : (await this.lists.task(parentTaskId))?.process;
    if (!parent) return null;
    const mine = await this.visibility.ofProcess(call.user, this.registry.named(parent.flow), parent);
    return mine ? this.answers.reference(parent, call.links) : null;
  }
}

/** A line of a history as every answer shows it. */
export function eventJson(event: EventRow, flow: CompiledFlow): EventJson {
  const { id, type, taskId, actor, payload, createdAt, task } = event;
  const stored = task?.node;
  const node = stored === undefined ? null : (flow.graph.find(stored)?.name ?? stored);
  return { id, type, taskId, node, actor, payload, createdAt };
}
