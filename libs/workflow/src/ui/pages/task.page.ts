import { Injectable } from '@nestjs/common';
import type { TaskJson } from '../../http/answers/task.json.js';
import type { TaskFormJson } from '../../http/desks/task-desk.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { TaskPages } from './task-pages.js';

/** The page of a task: what is asked, what there is to know, and for its owner the form. */
@Injectable()
export class TaskPage implements Page<TaskJson> {
  readonly route = 'task';

  constructor(private readonly pages: TaskPages) {}

  view(task: TaskJson, page: PageVisit): Promise<PageView> {
    return this.pages.show(task, page);
  }
}

/** The form of a task is on its page. */
@Injectable()
export class ExecutePage implements Page<TaskFormJson> {
  readonly route = 'executeForm';

  constructor(private readonly pages: TaskPages) {}

  view({ task, schema, values }: TaskFormJson, page: PageVisit): Promise<PageView> {
    return this.pages.show(task, page, { form: { schema, values } });
  }
}
