import { Injectable } from '@nestjs/common';
import type { ListedProcessJson } from '../../http/answers/process.json.js';
import type { TaskJson } from '../../http/answers/task.json.js';
import { PROCESS_STATUSES, TASK_STATUSES } from '../../model/status.js';
import type { Page as ListPage } from '../../runtime/ports/list-queries.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { listControls, paging } from '../views/list-controls.js';
import { processStatusView, statusView } from '../views/status-view.js';
import { processView } from '../views/process-view.js';
import { listedTaskView } from '../views/task-view.js';

/** The page of a flow's processes. */
@Injectable()
export class ProcessesPage implements Page<ListPage<ListedProcessJson>> {
  readonly route = 'processes';

  view({ items, next }: ListPage<ListedProcessJson>, page: PageVisit): PageView {
    const { call, words, reader } = page;
    return {
      template: 'processes.liquid',
      title: words.say('processes.title', { flow: call.flow.title }),
      menu: 'flows',
      live: { on: 'lists' },
      model: {
        flow: { title: call.flow.title, url: call.links.flow(call.flow.name) },
        processes: items.map((process) => ({ ...processView(process, reader), failed: process.failed })),
        controls: {
          ...listControls(
            page,
            ['-createdAt', 'createdAt', '-finishedAt', 'businessKey'],
            PROCESS_STATUSES.map((status) => processStatusView(status, reader)),
          ),
          nodes: [],
          failed: { chosen: page.query.get('failed') === 'true' },
        },
        paging: paging(page, next),
      },
    };
  }
}

/** The page of all tasks of a flow. */
@Injectable()
export class TasksPage implements Page<ListPage<TaskJson>> {
  readonly route = 'tasks';

  view({ items, next }: ListPage<TaskJson>, page: PageVisit): PageView {
    const { call, words, reader } = page;
    return {
      template: 'tasks.liquid',
      title: words.say('tasks.title', { flow: call.flow.title }),
      menu: 'flows',
      live: { on: 'lists' },
      model: {
        flow: { title: call.flow.title, url: call.links.flow(call.flow.name) },
        tasks: items.map((task) => ({
          ...listedTaskView(task, call.flow.title, page),
          time: task.createdAt,
        })),
        showStatus: true,
        showOwner: true,
        timeTitle: words.say('task.since'),
        controls: listControls(
          page,
          ['-createdAt', 'createdAt', 'dueAt', '-priority'],
          TASK_STATUSES.map((status) => statusView(status, reader)),
        ),
        paging: paging(page, next),
      },
    };
  }
}
