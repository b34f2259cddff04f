import { Inject, Injectable } from '@nestjs/common';
import type { ProcessDetailJson } from '../../http/answers/process-detail.json.js';
import type { ProcessTreeNodeJson } from '../../http/answers/process-tree.json.js';
import { eventJson, MOST_TASKS, ProcessDesk } from '../../http/desks/process-desk.js';
import { Diagrams } from '../diagrams.js';
import { LIST_QUERIES, type ListQueries } from '../../runtime/ports/list-queries.js';
import type { PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { changesByTask } from '../views/change-view.js';
import { dataSchema, dataView } from '../views/data-view.js';
import { failureView } from '../views/failure-view.js';
import { processView } from '../views/process-view.js';
import { taskView } from '../views/task-view.js';
import { timelineView } from '../views/timeline-view.js';
import { ProcessComments, type RefusedComment } from './process-comments.js';

/** How many events of the tasks it shows the page of a process tells, of what happened last. */
const MOST_EVENTS = 1_000;

/** Makes the page of a process. What it adds to the route's answer takes a constant number of statements. */
@Injectable()
export class ProcessPages {
  constructor(
    @Inject(LIST_QUERIES) private readonly lists: ListQueries,
    private readonly desk: ProcessDesk,
    private readonly diagrams: Diagrams,
    private readonly comments: ProcessComments,
  ) {}

  async show(process: ProcessDetailJson, page: PageVisit, refused?: RefusedComment): Promise<PageView> {
    const { reader, call } = page;
    const { flow } = call;
    const { tasks, olderTasks } = timelineView(process.tasks, page);
    const ids = tasks.map(({ id }) => id);
    const events = await this.lists.eventsOfTasks(process.id, ids, MOST_EVENTS);
    const changes = changesByTask(
      events.map((event) => eventJson(event, flow)),
      flow,
      reader,
    );
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
          failed: process.failures.some(({ status }) => status === 'ERROR'),
          mayCancel: process.actions.includes('cancel'),
          // By name, for templates of an application.
          values: process.data,
        },
        data: dataView(process.data, reader, dataSchema(flow.options.data)),
        failures: process.failures.map((task) => failureView(task, process.title, reader)),
        diagram: await this.diagrams.ofProcess(page, process.id),
        olderTasks,
        moreTasks: this.moreTasks(process, page),
        tasks: tasks.map((task) => ({
          ...taskView(task, process.title, reader),
          changes: changes.get(task.id) ?? [],
        })),
        ...(await this.comments.show(process.id, process.url, page, refused)),
        tree: root && root.children.length + (root.current ? 0 : 1) > 0 ? this.branch(root, page) : undefined,
        more,
      },
    };
  }

  /** The list of all its tasks, of a process with more than the route answers. */
  private moreTasks({ id, tasks }: ProcessDetailJson, { call }: PageVisit): string | undefined {
    const url = call.links.flow(call.flow.name);
    return tasks.length < MOST_TASKS || url === null ? undefined : `${url}/tasks?q=${id}`;
  }

  private branch(node: ProcessTreeNodeJson, page: PageVisit): object {
    return {
      ...processView(node, page.reader),
      current: node.current,
      children: node.children.map((child) => this.branch(child, page)),
    };
  }
}
