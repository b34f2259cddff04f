import { Injectable } from '@nestjs/common';
import type { OutcomeJson } from '../../http/answers/answers.js';
import { TaskDesk } from '../../http/desks/task-desk.js';
import type { FieldSchema } from '../forms/field-schema.js';
import { editList } from '../forms/list-edits.js';
import { readPosted } from '../forms/posted-form.js';
import type { Done, Fields, InvalidForm, PageAction, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { TaskPages } from './task-pages.js';

/** Completes a task with its form, or keeps the form as a draft. */
@Injectable()
export class TaskFormAction implements PageAction<OutcomeJson> {
  readonly routes = ['execute', 'postDraft'];

  constructor(
    private readonly pages: TaskPages,
    private readonly desk: TaskDesk,
  ) {}

  async body(fields: Fields, page: PageVisit): Promise<object> {
    return (await this.read(fields, page)).values;
  }

  async instead(fields: Fields, page: PageVisit): Promise<PageView | undefined> {
    if (fields['add'] === undefined && fields['remove'] === undefined) return undefined;
    const form = await this.read(fields, page);
    editList(form.values, fields);
    return this.pages.show(await this.task(page), page, form);
  }

  async again(error: InvalidForm, fields: Fields, page: PageVisit): Promise<PageView> {
    const form = await this.read(fields, page);
    const errors = error.errors.length > 0 ? error.errors : [{ field: '', messages: [error.message] }];
    return this.pages.show(await this.task(page), page, { ...form, errors });
  }

  done({ process, task }: OutcomeJson, fields: Fields, page: PageVisit): Done {
    const values = { task: task?.title, process: process.brief };
    if (page.visit.route === 'postDraft') {
      return { to: task?.url ?? page.at('inbox'), flash: { tone: 'success', key: 'done.saveDraft', values } };
    }
    return {
      to: page.returnTo(fields) ?? page.at('inbox'),
      flash: { tone: 'success', key: 'done.execute', values },
    };
  }

  private async read(fields: Fields, page: PageVisit) {
    const row = await this.pages.row(page);
    const { schema, values: before } = this.pages.formOf(page, row);
    const reading = { before, zone: page.reader.zone };
    return { schema, values: schema ? readPosted(schema as FieldSchema, fields, reading) : {} };
  }

  private task(page: PageVisit) {
    const [processId, node, taskId] = [page.param('processId'), page.param('node'), page.param('taskId')];
    return this.desk.show(page.call, { processId, node, taskId });
  }
}

/** The transitions that are a button. */
@Injectable()
export class TaskButtons implements PageAction<OutcomeJson> {
  readonly routes = [
    'assign',
    'unassign',
    'reassign',
    'startTask',
    'cancelTask',
    'undo',
    'revive',
    'retry',
    'skip',
  ];

  body({ user }: Fields): object {
    return typeof user === 'string' && user.trim() !== '' ? { user: user.trim() } : {};
  }

  done({ process, task, next }: OutcomeJson, fields: Fields, page: PageVisit): Done {
    const { route } = page.visit;
    const revived = route === 'revive' ? next[0] : undefined;
    return {
      to: page.returnTo(fields) ?? revived?.url ?? task?.url ?? page.at('inbox'),
      flash: {
        tone: 'success',
        key: `done.${route}`,
        values: { task: task?.title, process: process.brief, owner: task?.owner },
      },
    };
  }
}
