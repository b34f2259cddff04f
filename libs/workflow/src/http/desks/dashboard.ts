import { Inject, Injectable } from '@nestjs/common';
import type { CompiledFlow } from '../../definition/compiled-flow.js';
import type { TaskStatus } from '../../model/status.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import {
  LIST_QUERIES,
  type Counts,
  type ListQueries,
  type TaskRow,
} from '../../runtime/ports/list-queries.js';
import { unknownNode } from '../../runtime/unknown.js';
import { Visibility } from '../../runtime/visibility.js';
import { WorkflowService } from '../../runtime/workflow.service.js';
import { Answers } from '../answers/answers.js';
import type { MentionJson } from '../answers/comment.json.js';
import type { TaskJson } from '../answers/task.json.js';
import type { ViewsetCall } from '../viewset/viewset-call.js';
import { CommentDesk } from './comment-desk.js';
import { FlowRights } from './flow-rights.js';
import { StartDesk, type StartJson } from './start-desk.js';
import { TimerDesk, type StartTimerJson } from './timer-desk.js';

/** How many tasks of each node the board shows. */
const PER_NODE = 20;

/** A flow, as dashboards list it. */
export interface FlowJson {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly url: string | null;
  readonly starts: readonly StartJson[];
}

/** The flows the user may see or start, and how long their lists are (counted up to 1000). */
export interface DashboardJson {
  readonly flows: readonly FlowJson[];
  readonly counts: Counts;
  /** The newest comments that name the user, until they have seen them. */
  readonly mentions: readonly MentionJson[];
}

/** A node on the board: how many tasks wait or failed there, by status, and the first of them. */
export interface BoardNodeJson {
  readonly node: string;
  readonly title: string;
  readonly kind: string;
  readonly counts: Readonly<Partial<Record<TaskStatus, number>>>;
  readonly tasks: readonly TaskJson[];
}

/** Every waiting or failed task of a flow, by node. */
export interface BoardJson extends FlowJson {
  readonly counts: Counts;
  readonly nodes: readonly BoardNodeJson[];
  /** When start timers are due next, and how they went. */
  readonly timers: readonly StartTimerJson[];
}

/** What there is to see and to start, at a glance. */
@Injectable()
export class Dashboard {
  constructor(
    @Inject(LIST_QUERIES) private readonly lists: ListQueries,
    private readonly registry: FlowRegistry,
    private readonly workflow: WorkflowService,
    private readonly visibility: Visibility,
    private readonly rights: FlowRights,
    private readonly starts: StartDesk,
    private readonly timers: TimerDesk,
    private readonly answers: Answers,
    private readonly comments: CommentDesk,
  ) {}

  /** The flows of the viewset that the user may see or start. */
  async overview(call: ViewsetCall): Promise<DashboardJson> {
    const flows: FlowJson[] = [];
    for (const flow of call.flows) {
      const answer = await this.flow(call, flow);
      const sees =
        answer.starts.some(({ allowed }) => allowed) || (await this.visibility.ofFlow(call.user, flow));
      if (sees) flows.push(answer);
    }
    return { flows, counts: await this.counts(call), mentions: await this.comments.mentions(call) };
  }

  /** The board of the route's flow. */
  async board(call: ViewsetCall): Promise<BoardJson> {
    await this.rights.requireSight(call);
    const { flow, user } = call;
    const viewer = await this.visibility.viewer(user, this.registry.all());
    const { rows, counts } = await this.lists.board(viewer, flow.name, {
      perNode: PER_NODE,
      nodes: flow.graph.allNames,
    });
    const names = new Set([...counts.map(({ node }) => node), ...rows.map(({ task }) => task.node)]);
    const nodes = [
      ...new Map([...names].map((name) => nodeOf(flow, name)).map((node) => [node.name, node])).values(),
    ];
    const answers: BoardNodeJson[] = [];
    for (const { name, title, kind } of nodes.sort((a, b) => place(a.index) - place(b.index))) {
      const here = (stored: string) => nodeOf(flow, stored).name === name;
      const tasks = rows.filter(({ task }: TaskRow) => here(task.node));
      const byStatus: Partial<Record<TaskStatus, number>> = {};
      for (const { node, status, count } of counts) {
        if (here(node)) byStatus[status] = (byStatus[status] ?? 0) + count;
      }
      answers.push({
        node: name,
        title,
        kind: kind.name,
        counts: byStatus,
        tasks: await this.answers.tasks(tasks, call),
      });
    }
    return {
      ...(await this.flow(call, flow)),
      counts: await this.counts(call),
      nodes: answers,
      timers: await this.timers.ofFlow(call),
    };
  }

  private async flow(call: ViewsetCall, flow: CompiledFlow): Promise<FlowJson> {
    return {
      name: flow.name,
      title: flow.title,
      description: flow.options.description ?? null,
      url: call.links.flow(flow.name),
      starts: await this.starts.starts(flow, call),
    };
  }

  private counts({ user, flows, showsAll }: ViewsetCall): Promise<Counts> {
    return this.workflow.counts(user, showsAll ? {} : { flows: flows.map((flow) => flow.name) });
  }
}

const nodeOf = (flow: CompiledFlow, stored: string) => flow.graph.find(stored) ?? unknownNode(stored);

/** Unknown nodes come last. */
const place = (index: number): number => (index < 0 ? Number.MAX_SAFE_INTEGER : index);
