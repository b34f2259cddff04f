import { Inject, Injectable } from '@nestjs/common';
import { commentJson } from '../../http/answers/comment.json.js';
import type { ProcessDetailJson } from '../../http/answers/process-detail.json.js';
import type { ProcessTreeNodeJson } from '../../http/answers/process-tree.json.js';
import { ProcessDesk } from '../../http/desks/process-desk.js';
import { Diagrams } from '../diagrams.js';
import { LIST_QUERIES, type ListQueries } from '../../runtime/ports/list-queries.js';
import type { PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { changesByTask } from '../views/change-view.js';
import { commentView } from '../views/comment-view.js';
import { dataSchema, dataView } from '../views/data-view.js';
import { failureView } from '../views/failure-view.js';
import { processView } from '../views/process-view.js';
import { taskView } from '../views/task-view.js';

/** How much of its history and its comments the page of a process shows. */
const MOST = 100;

/** A comment that was not taken. */
export interface RefusedComment {
  readonly text: string;
  readonly message: string;
}

/** Makes the page of a process. What it adds to the route's answer takes a constant number of statements. */
@Injectable()
export class ProcessPages {
  constructor(
    @Inject(LIST_QUERIES) private readonly lists: ListQueries,
    private readonly desk: ProcessDesk,
    private readonly diagrams: Diagrams,
  ) {}

  async show(process: ProcessDetailJson, page: PageVisit, refused?: RefusedComment): Promise<PageView> {
    const { reader, call } = page;
    const { flow } = call;
    const history = await this.desk.events(call, process.id, { limit: `${MOST}` });
    const comments = await this.lists.comments(process.id, { limit: MOST });
    const changes = changesByTask(history.items, flow, reader);
    const { root, more } = await this.desk.tree(call, process.id);
    return {
      template: 'process.liquid',
      title: process.brief,
      menu: 'flows',
      live: { on: process.id },
      model: {
        flow: { title: flow.title, url: call.links.flow(flow.name) },
        process: {
          ...processView(process, reader),
          mayCancel: process.actions.includes('cancel'),
          // By name, for templates of an application.
          values: process.data,
        },
        data: dataView(process.data, reader, dataSchema(flow.options.data)),
        failures: process.failures.map((task) => failureView(task, process.title, reader)),
        diagram: await this.diagrams.ofProcess(page, process.id),
        tasks: process.tasks.map((task) => ({
          ...taskView(task, process.title, reader),
          changes: changes.get(task.id) ?? [],
        })),
        comments: comments.items.map((comment) => commentView(commentJson(comment), reader)),
        refused,
        tree: root && root.children.length + (root.current ? 0 : 1) > 0 ? this.branch(root, page) : undefined,
        more,
      },
    };
  }

  private branch(node: ProcessTreeNodeJson, page: PageVisit): object {
    return {
      ...processView(node, page.reader),
      current: node.current,
      children: node.children.map((child) => this.branch(child, page)),
    };
  }
}
