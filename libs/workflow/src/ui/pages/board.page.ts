import { Injectable } from '@nestjs/common';
import type { BoardJson } from '../../http/desks/dashboard.js';
import type { TaskStatus } from '../../model/status.js';
import { AccessPolicy } from '../../runtime/ports/access-policy.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { statusView } from '../views/status-view.js';
import { taskView } from '../views/task-view.js';

/** The page of a flow: what waits and what has failed, by node. */
@Injectable()
export class BoardPage implements Page<BoardJson> {
  readonly route = 'board';

  constructor(private readonly access: AccessPolicy) {}

  async view(board: BoardJson, page: PageVisit): Promise<PageView> {
    const { reader, call } = page;
    const { flow } = call;
    const manages = await this.access.can(call.user, flow.managePermission, { flow: flow.name });
    return {
      template: 'board.liquid',
      title: board.title,
      menu: 'flows',
      live: { on: 'lists' },
      model: {
        flow: { name: board.name, title: board.title, description: board.description, url: board.url },
        starts: board.starts,
        columns: board.nodes.map(({ node, title, counts, tasks }) => ({
          node,
          title,
          counts: Object.entries(counts).map(([status, count]) => ({
            ...statusView(status as TaskStatus, reader),
            count,
          })),
          tasks: tasks.map((task) => taskView(task, board.title, reader)),
          failed: manages && counts.ERROR !== undefined && flow.graph.find(node) !== undefined,
          all:
            total(counts) > tasks.length && board.url
              ? `${board.url}/tasks?${allOf(node, counts)}`
              : undefined,
        })),
      },
    };
  }
}

type Counts = Readonly<Partial<Record<TaskStatus, number>>>;

const total = (counts: Counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The list that shows all tasks of a column. */
const allOf = (node: string, counts: Counts) =>
  new URLSearchParams({ node, status: Object.keys(counts).join(',') }).toString();
