import { Injectable } from '@nestjs/common';
import { ProcessDesk } from '../../http/desks/process-desk.js';
import type { Done, Fields, InvalidForm, PageAction, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { ProcessPages } from './process-pages.js';

/** Adds a comment to a process, from its page. */
@Injectable()
export class CommentAction implements PageAction {
  readonly routes = ['addComment'];

  constructor(
    private readonly desk: ProcessDesk,
    private readonly pages: ProcessPages,
  ) {}

  body({ text }: Fields): object {
    return { text: typeof text === 'string' ? text.replace(/\r\n/g, '\n') : text };
  }

  async again(error: InvalidForm, { text }: Fields, page: PageVisit): Promise<PageView> {
    const message = error.errors.flatMap(({ messages }) => messages)[0] ?? error.message;
    const process = await this.desk.show(page.call, page.param('processId'));
    return this.pages.show(process, page, { text: typeof text === 'string' ? text : '', message });
  }

  done(_answer: unknown, _fields: Fields, page: PageVisit): Done {
    const { call } = page;
    const process = call.links.process(call.flow.name, page.param('processId'));
    return {
      to: process === null ? page.at('inbox') : `${process}#nf-comments`,
      flash: { tone: 'success', key: 'done.addComment' },
    };
  }
}

/** The user has seen where the comments of a process name them. */
@Injectable()
export class SeeCommentsAction implements PageAction {
  readonly routes = ['seeComments'];

  done(_answer: unknown, fields: Fields, page: PageVisit): Done {
    const { call } = page;
    const process = call.links.process(call.flow.name, page.param('processId'));
    return { to: page.returnTo(fields) ?? process ?? page.at('inbox') };
  }
}
