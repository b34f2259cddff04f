import { Injectable } from '@nestjs/common';
import type { ContinuedJson } from '../../http/desks/continuation.js';
import type { RetryReportJson } from '../../http/desks/retry-desk.js';
import { TaskDesk, type TaskFormJson } from '../../http/desks/task-desk.js';
import type { FieldSchema } from '../forms/field-schema.js';
import { formView } from '../forms/form-view.js';
import { editList } from '../forms/list-edits.js';
import { readPosted } from '../forms/posted-form.js';
import type { Done, Fields, InvalidForm, Page, PageAction, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { taskView } from '../views/task-view.js';

/** The page to retry a failed task with changed data. */
@Injectable()
export class RetryPage implements Page<TaskFormJson> {
  readonly route = 'retryForm';

  view(form: TaskFormJson, page: PageVisit): PageView {
    return retryView(form, form.values, [], page);
  }
}

/** Retries a failed task, as a button or with the data of its form. */
@Injectable()
export class RetryAction implements PageAction<ContinuedJson> {
  readonly routes = ['retry'];

  constructor(private readonly desk: TaskDesk) {}

  async body(fields: Fields, page: PageVisit): Promise<object> {
    if (fields['changed'] === undefined) return {};
    const { values, before } = await this.read(fields, page);
    const isOther = ([name, value]: [string, unknown]) =>
      JSON.stringify(value ?? null) !== JSON.stringify(before[name] ?? null);
    return { data: Object.fromEntries(Object.entries(values).filter(isOther)) };
  }

  async instead(fields: Fields, page: PageVisit): Promise<PageView | undefined> {
    if (fields['add'] === undefined && fields['remove'] === undefined) return undefined;
    const { form, values } = await this.read(fields, page);
    editList(values, fields);
    return retryView(form, values, [], page);
  }

  async again(error: InvalidForm, fields: Fields, page: PageVisit): Promise<PageView | undefined> {
    if (fields['changed'] === undefined) return undefined;
    const { form, values } = await this.read(fields, page);
    const errors = error.errors.map(({ field, messages }) => ({
      field: field.replace(/^data\./, ''),
      messages,
    }));
    return retryView(
      form,
      values,
      errors.length > 0 ? errors : [{ field: '', messages: [error.message] }],
      page,
    );
  }

  done({ task, process }: ContinuedJson, fields: Fields, page: PageVisit): Done {
    const failed = task?.status === 'ERROR';
    return {
      to: page.returnTo(fields) ?? process.url ?? page.at('inbox'),
      flash: {
        tone: failed ? 'warning' : 'success',
        key: failed ? 'done.retry.failed' : 'done.retry',
        values: { task: task?.title, process: process.brief },
      },
    };
  }

  private async read(fields: Fields, page: PageVisit) {
    const { call, reader } = page;
    const [processId, node, taskId] = [page.param('processId'), page.param('node'), page.param('taskId')];
    const form = await this.desk.retryForm(call, { processId, node, taskId });
    const before = JSON.parse(JSON.stringify(form.values)) as Record<string, unknown>;
    const values = readPosted(form.schema as FieldSchema, fields, { before, zone: reader.zone });
    return { form, before, values };
  }
}

/** Retries all failed tasks of a node. */
@Injectable()
export class RetryAllAction implements PageAction<RetryReportJson> {
  readonly routes = ['retryAll'];

  body({ node }: Fields): object {
    return { node };
  }

  done({ results, more }: RetryReportJson, fields: Fields, page: PageVisit): Done {
    const { call } = page;
    const failed = results.filter(({ ok, status }) => !ok || status === 'ERROR').length;
    const values = { n: results.length - failed, all: results.length };
    return {
      to: page.returnTo(fields) ?? call.links.flow(call.flow.name) ?? page.at('inbox'),
      flash: {
        tone: failed === 0 ? 'success' : 'warning',
        key: failed === 0 ? 'done.retryAll' : 'done.retryAll.partly',
        values,
        lines: more ? [{ key: 'done.retryAll.more' }] : [],
      },
    };
  }
}

function retryView(
  { task, schema }: TaskFormJson,
  values: unknown,
  errors: InvalidForm['errors'],
  page: PageVisit,
): PageView {
  const { call, reader, words } = page;
  return {
    template: 'retry.liquid',
    title: words.say('retry.title', { task: task.title }),
    menu: 'flows',
    model: {
      flow: { title: call.flow.title, url: call.links.flow(call.flow.name) },
      task: taskView(task, call.flow.title, reader),
      process: { url: call.links.process(call.flow.name, task.processId), brief: words.say('list.process') },
      form: formView(schema as FieldSchema, { values, errors, reader }),
    },
  };
}
