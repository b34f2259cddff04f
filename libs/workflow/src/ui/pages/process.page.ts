import { Injectable } from '@nestjs/common';
import type { ProcessDetailJson } from '../../http/answers/process-detail.json.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { dataSchema, dataView } from '../views/data-view.js';
import { processView } from '../views/process-view.js';
import { taskView } from '../views/task-view.js';

/** The page of a process: what it is about, its tasks, its parent and its children. */
@Injectable()
export class ProcessPage implements Page<ProcessDetailJson> {
  readonly route = 'process';

  view(process: ProcessDetailJson, page: PageVisit): PageView {
    const { reader, call } = page;
    return {
      template: 'process.liquid',
      title: process.brief,
      menu: 'flows',
      live: { on: process.id },
      model: {
        flow: { title: call.flow.title, url: call.links.flow(call.flow.name) },
        process: {
          ...processView(process, reader),
          mayCancel: process.actions.includes('cancel'),
          // By name, for templates of an application.
          values: process.data,
        },
        data: dataView(process.data, reader, dataSchema(call.flow.options.data)),
        tasks: process.tasks.map((task) => taskView(task, process.title, reader)),
        parent: process.parent && processView(process.parent, reader),
        children: process.children.map((child) => processView(child, reader)),
      },
    };
  }
}
