import { Injectable } from '@nestjs/common';
import type { BoardJson } from '../../http/desks/dashboard.js';
import type { TaskStatus } from '../../model/status.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { statusView } from '../views/status-view.js';
import { taskView } from '../views/task-view.js';

/** The page of a flow: what waits and what has failed, by node. */
@Injectable()
export class BoardPage implements Page<BoardJson> {
  readonly route = 'board';

  view(board: BoardJson, page: PageVisit): PageView {
    const { reader } = page;
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
        })),
      },
    };
  }
}
