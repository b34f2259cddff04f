import { Injectable } from '@nestjs/common';
import type { ContinuedJson } from '../../http/desks/continuation.js';
import { TaskDesk } from '../../http/desks/task-desk.js';
import type { FieldSchema } from '../forms/field-schema.js';
import { momentOf } from '../forms/zoned-time.js';
import { editList } from '../forms/list-edits.js';
import { readPosted } from '../forms/posted-form.js';
import type { Done, Fields, InvalidForm, PageAction, PageView } from '../page.js';
import { People } from '../people.js';
import type { PageVisit } from '../page-visit.js';
import { RefusedActions } from './refused-actions.js';
import { TaskPages } from './task-pages.js';

/** Completes a task with its form, or keeps the form as a draft. */
@Injectable()
export class TaskFormAction implements PageAction<ContinuedJson> {
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
    return this.pages.show(await this.task(page), page, { form });
  }

  async again(error: InvalidForm, fields: Fields, page: PageVisit): Promise<PageView> {
    const form = await this.read(fields, page);
    const errors = error.errors.length > 0 ? error.errors : [{ field: '', messages: [error.message] }];
    return this.pages.show(await this.task(page), page, { form: { ...form, errors } });
  }

  done({ process, task, continue: on }: ContinuedJson, fields: Fields, page: PageVisit): Done {
    const values = { task: task?.title, process: process.brief };
    if (page.visit.route === 'postDraft') {
      return { to: task?.url ?? page.at('inbox'), flash: { tone: 'success', key: 'done.saveDraft', values } };
    }
    const onwards = fields['then'] === 'continue' ? on : null;
    return {
      to: onwards ?? page.returnTo(fields) ?? page.at('inbox'),
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

/** After these the task is no longer the user's to work on. */
const AWAY = new Set(['unassign', 'reassign', 'delegate', 'snooze']);

/** The transitions that are a button. */
@Injectable()
export class TaskButtons implements PageAction<ContinuedJson> {
  readonly routes = [
    'assign',
    'unassign',
    'reassign',
    'delegate',
    'handBack',
    'snooze',
    'unsnooze',
    'startTask',
    'cancelTask',
    'undo',
    'revive',
    'skip',
    'addInstance',
    'finish',
  ];

  constructor(
    private readonly people: People,
    private readonly refused: RefusedActions,
  ) {}

  again(error: InvalidForm, fields: Fields, page: PageVisit): Promise<PageView | undefined> {
    return this.refused.again(error, fields, page);
  }

  body({ user, until, untilClock, item }: Fields, { visit, reader }: PageVisit): object {
    if (visit.route === 'snooze') {
      const chosen = typeof untilClock === 'string' ? momentOf(untilClock, reader.zone) : undefined;
      return { until: chosen?.toISOString() ?? until };
    }
    if (visit.route === 'addInstance') return { item: typeof item === 'string' ? item.trim() : item };
    return typeof user === 'string' && user.trim() !== '' ? { user: user.trim() } : {};
  }

  async done({ process, task, next }: ContinuedJson, fields: Fields, page: PageVisit): Promise<Done> {
    const { route } = page.visit;
    const revived = route === 'revive' ? next[0] : undefined;
    return {
      to:
        page.returnTo(fields) ??
        revived?.url ??
        (AWAY.has(route) ? page.at('inbox') : task?.url) ??
        page.at('inbox'),
      flash: {
        tone: 'success',
        key: `done.${route}`,
        values: {
          task: task?.title,
          process: process.brief,
          owner: task?.owner ? await this.people.name(task.owner) : '',
          until: task?.snoozedUntil && page.reader.moments.exact(new Date(task.snoozedUntil)),
        },
      },
    };
  }
}
