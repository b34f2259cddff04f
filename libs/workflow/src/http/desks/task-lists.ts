import { Injectable } from '@nestjs/common';
import type { CompiledFlow } from '../../definition/compiled-flow.js';
import type { ListQuery, Page, TaskRow } from '../../runtime/ports/list-queries.js';
import { WorkflowService } from '../../runtime/workflow.service.js';
import { Answers } from '../answers/answers.js';
import type { ListedProcessJson } from '../answers/process.json.js';
import type { TaskJson } from '../answers/task.json.js';
import { readInboxQuery, readProcessQuery, readTaskQuery } from '../requests/list-parameters.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';
import { FlowRights } from './flow-rights.js';

/** Which of a user's own lists. */
export type PersonalList = 'inbox' | 'queue' | 'archive';

const NOTHING: Page<never> = { items: [], next: null };

/** The lists of tasks and processes. */
@Injectable()
export class TaskLists {
  constructor(
    private readonly workflow: WorkflowService,
    private readonly answers: Answers,
    private readonly rights: FlowRights,
  ) {}

  /** A page of the user's inbox, queue or archive. */
  async personal(call: ViewsetCall, list: PersonalList, parameters: unknown): Promise<Page<TaskJson>> {
    const query = within(call, list === 'inbox' ? readInboxQuery(parameters) : readTaskQuery(parameters));
    return this.taskPage(call, query && (await this.workflow[list](call.user, query)));
  }

  /** A page of all tasks of the route's flow. */
  async tasksOfFlow(call: ViewsetCall, parameters: unknown): Promise<Page<TaskJson>> {
    const query = within(call, readTaskQuery(parameters));
    await this.rights.requireSight(call);
    return this.taskPage(call, query && (await this.workflow.tasks(query, call.user)));
  }

  /** A page of the processes of the route's flow. */
  async processesOfFlow(call: ViewsetCall, parameters: unknown): Promise<Page<ListedProcessJson>> {
    const query = { ...readProcessQuery(parameters), flows: [call.flow.name] };
    await this.rights.requireSight(call);
    const { items, next, failed } = await this.workflow.processes(query, call.user);
    const answers: ListedProcessJson[] = [];
    for (const process of items) {
      answers.push({ ...(await this.answers.process(process, call)), failed: failed.has(process.id) });
    }
    return { items: answers, next };
  }

  private async taskPage(call: ViewsetCall, page: Page<TaskRow> = NOTHING): Promise<Page<TaskJson>> {
    for (const { process } of page.items) call.processes.set(process.id, process);
    return { items: await this.answers.tasks(page.items, call), next: page.next };
  }
}

/** What is asked, limited to the flows of the viewset; `undefined` when nothing is left. */
function within(call: ViewsetCall, asked: ListQuery): ListQuery | undefined {
  const shown = call.flows.map((flow) => flow.name);
  const flows = call.showsAll ? asked.flows : (asked.flows ?? shown).filter((name) => shown.includes(name));
  if (flows?.length === 0) return undefined;
  const nodes = asked.nodes?.flatMap((name) => storedNames(call.flows, name));
  return { ...asked, flows, nodes: nodes && [...new Set(nodes)] };
}

/** All names that tasks of a node of this name may be stored under. */
function storedNames(flows: readonly CompiledFlow[], name: string): string[] {
  const stored = flows.flatMap(({ graph }) => {
    const node = graph.find(name);
    return node ? graph.storedNames(node) : [];
  });
  return [name, ...stored];
}
