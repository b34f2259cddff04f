import { Inject, Injectable } from '@nestjs/common';
import type { TaskJson } from '../../http/answers/task.json.js';
import { formSchema, type FormSchema } from '../../http/answers/form-schema.js';
import { formValues } from '../../http/desks/task-desk.js';
import { behaviourOf } from '../../runtime/node-behaviour.js';
import { LIST_QUERIES, type ListQueries, type TaskRow } from '../../runtime/ports/list-queries.js';
import type { FieldSchema } from '../forms/field-schema.js';
import { formView } from '../forms/form-view.js';
import type { InvalidForm, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { dataView } from '../views/data-view.js';
import { eventView } from '../views/event-view.js';
import { taskView } from '../views/task-view.js';

/** How much of its process's history the page of a task shows. */
const EVENTS = 50;

/** The form of a task, filled in. */
export interface FilledForm {
  readonly schema: FormSchema | null;
  readonly values: unknown;
  readonly errors?: InvalidForm['errors'];
}

/** Makes the page of a task. What it adds to the route's answer takes two statements. */
@Injectable()
export class TaskPages {
  constructor(@Inject(LIST_QUERIES) private readonly lists: ListQueries) {}

  /** The page; with a form for who may execute the task. */
  async show(task: TaskJson, page: PageVisit, filled?: FilledForm): Promise<PageView> {
    const { call, reader } = page;
    const row = await this.lists.task(task.id);
    const { items } = await this.lists.events(task.processId, { limit: EVENTS });
    const form = task.actions.includes('execute') ? (filled ?? this.formOf(page, row)) : undefined;
    const flow = call.flow;
    return {
      template: 'task.liquid',
      title: task.title,
      menu: task.owner === call.user.id ? (task.finishedAt ? 'archive' : 'inbox') : undefined,
      node: task.node,
      live: { on: task.processId, keep: true },
      model: {
        flow: { title: flow.title, url: call.links.flow(flow.name) },
        process: {
          url: call.links.process(flow.name, task.processId),
          data: dataView(row?.process.data, reader),
          // By name, for templates of an application.
          values: row?.process.data,
        },
        task: {
          ...taskView(task, flow.title, reader),
          description: flow.graph.find(task.node)?.options.description,
          data: dataView(task.data, reader),
          permission: task.permission,
        },
        executable: form !== undefined,
        form:
          form?.schema &&
          formView(form.schema as FieldSchema, { values: form.values, errors: form.errors, reader }),
        formErrors: form?.schema ? [] : (form?.errors ?? []).flatMap(({ messages }) => messages),
        drafted: row?.task.draft !== null && row?.task.draft !== undefined,
        events: items.map((event) => eventView(event, reader)),
        back: page.returnTo(),
      },
    };
  }

  /** The form as it was left: the draft, or what the process holds. */
  formOf({ call, visit }: PageVisit, row: TaskRow | undefined): FilledForm {
    const node = call.flow.graph.find(visit.request.params['node'] ?? '');
    const form = node && behaviourOf(node).form?.(node);
    const schema = form ? formSchema(form) : null;
    return { schema, values: row && formValues(row.task.draft, row.process.data, schema) };
  }

  /** The task and its process, without a lock. */
  row(page: PageVisit): Promise<TaskRow | undefined> {
    return this.lists.task(page.param('taskId'));
  }
}
