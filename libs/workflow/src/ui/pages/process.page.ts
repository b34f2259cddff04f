import { Injectable } from '@nestjs/common';
import type { ProcessDetailJson } from '../../http/answers/process-detail.json.js';
import type { CancelPreviewJson } from '../../http/desks/cancellation-desk.js';
import { ProcessDesk } from '../../http/desks/process-desk.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { processView } from '../views/process-view.js';
import { taskView } from '../views/task-view.js';
import { ProcessPages } from './process-pages.js';

/** The page of a process: where it stands, what failed, what was done and said, and what it belongs to. */
@Injectable()
export class ProcessPage implements Page<ProcessDetailJson> {
  readonly route = 'process';

  constructor(private readonly pages: ProcessPages) {}

  view(process: ProcessDetailJson, page: PageVisit): Promise<PageView> {
    return this.pages.show(process, page);
  }
}

/** The page that asks before a process is cancelled: what is withdrawn with it. */
@Injectable()
export class CancelPage implements Page<CancelPreviewJson> {
  readonly route = 'cancelPreview';

  constructor(private readonly desk: ProcessDesk) {}

  async view(preview: CancelPreviewJson, page: PageVisit): Promise<PageView> {
    const { call, reader, words } = page;
    const process = await this.desk.brief(call, page.param('processId'));
    const named = (list: CancelPreviewJson['tasks']) =>
      list.map((task) => taskView(task, call.flow.title, reader));
    return {
      template: 'cancel.liquid',
      title: words.say('process.cancel'),
      menu: 'flows',
      live: { on: process.id },
      model: {
        flow: { title: call.flow.title, url: call.links.flow(call.flow.name) },
        process: processView(process, reader),
        groups: [
          { title: words.say('cancel.tasks'), tasks: named(preview.tasks) },
          { title: words.say('cancel.timers'), tasks: named(preview.timers) },
          { title: words.say('cancel.jobs'), tasks: named(preview.jobs) },
        ].filter(({ tasks }) => tasks.length > 0),
        children: preview.processes.map((child) => processView(child, reader)),
        more: preview.more,
      },
    };
  }
}
