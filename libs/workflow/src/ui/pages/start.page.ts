import { Injectable } from '@nestjs/common';
import type { StartFormJson } from '../../http/desks/start-desk.js';
import { StartDesk } from '../../http/desks/start-desk.js';
import type { OutcomeJson } from '../../http/answers/answers.js';
import { formView } from '../forms/form-view.js';
import { editList } from '../forms/list-edits.js';
import { readPosted } from '../forms/posted-form.js';
import type { FieldSchema } from '../forms/field-schema.js';
import type { Done, Fields, InvalidForm, Page, PageAction, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';

/** The page of a start: what is asked, and the form. */
@Injectable()
export class StartPage implements Page<StartFormJson> {
  readonly route = 'startForm';

  view(start: StartFormJson, page: PageVisit): PageView {
    return startView(start, {}, [], page);
  }
}

/** Starts a process with what the form of its start says. */
@Injectable()
export class StartAction implements PageAction<OutcomeJson> {
  readonly routes = ['start'];

  constructor(private readonly desk: StartDesk) {}

  async body(fields: Fields, page: PageVisit): Promise<object> {
    const { schema } = await this.form(page);
    return schema ? values(schema, fields, page) : {};
  }

  async instead(fields: Fields, page: PageVisit): Promise<PageView | undefined> {
    if (fields['add'] === undefined && fields['remove'] === undefined) return undefined;
    const start = await this.form(page);
    const form = start.schema ? values(start.schema, fields, page) : {};
    editList(form, fields);
    return startView(start, form, [], page);
  }

  async again(error: InvalidForm, fields: Fields, page: PageVisit): Promise<PageView> {
    const start = await this.form(page);
    const form = start.schema ? values(start.schema, fields, page) : {};
    const errors = error.errors.length > 0 ? error.errors : [{ field: '', messages: [error.message] }];
    return startView(start, form, errors, page);
  }

  done({ process, next }: OutcomeJson, _fields: Fields, page: PageVisit): Done {
    const mine = next.find((task) => task.owner === page.call.user.id);
    return {
      to: mine?.url ?? process.url ?? page.at('inbox'),
      flash: { tone: 'success', key: 'done.started', values: { process: process.brief } },
    };
  }

  private form(page: PageVisit): Promise<StartFormJson> {
    return this.desk.form(page.call, page.param('node'));
  }
}

function values(schema: object, fields: Fields, { reader }: PageVisit): Record<string, unknown> {
  return readPosted(schema, fields, { zone: reader.zone });
}

function startView(
  start: StartFormJson,
  form: object,
  errors: InvalidForm['errors'],
  page: PageVisit,
): PageView {
  const { call, reader } = page;
  const { title, description, allowed, url, schema } = start;
  return {
    template: 'start.liquid',
    title,
    menu: 'flows',
    node: start.node,
    model: {
      flow: { title: call.flow.title, url: call.links.flow(call.flow.name) },
      start: { title, description, allowed, url },
      form: schema && formView(schema as FieldSchema, { values: form, errors, reader }),
      formErrors: schema ? [] : errors.flatMap(({ messages }) => messages),
    },
  };
}
