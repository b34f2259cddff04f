import { Injectable } from '@nestjs/common';
import { TaskDesk } from '../../http/desks/task-desk.js';
import { ProcessDesk } from '../../http/desks/process-desk.js';
import { LONGEST_COMMENT } from '../../runtime/comments.js';
import type { Done, Fields, InvalidForm, PageAction, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { ProcessPages } from './process-pages.js';
import { TaskPages } from './task-pages.js';

/** Adds a comment to a process, from its page or from that of one of its tasks. */
@Injectable()
export class CommentAction implements PageAction {
  readonly routes = ['addComment'];

  constructor(
    private readonly desk: ProcessDesk,
    private readonly pages: ProcessPages,
    private readonly tasks: TaskDesk,
    private readonly taskPages: TaskPages,
  ) {}

  body({ text }: Fields): object {
    return { text: typeof text === 'string' ? text.replace(/\r\n/g, '\n') : text };
  }

  async again(error: InvalidForm, { text, task, node }: Fields, page: PageVisit): Promise<PageView> {
    const said = typeof text === 'string' ? text : '';
    const refused = { text: said, message: inWords(error, said.trim().length, page) };
    const { call } = page;
    const processId = page.param('processId');
    if (typeof task !== 'string' || typeof node !== 'string') {
      return this.pages.show(await this.desk.show(call, processId), page, refused);
    }
    const shown = await this.tasks.show(call, { processId, node, taskId: task });
    return this.taskPages.show(shown, page, { refused });
  }

  done(_answer: unknown, fields: Fields, page: PageVisit): Done {
    const { call } = page;
    const process = call.links.process(call.flow.name, page.param('processId'));
    return {
      to: page.returnTo(fields) ?? (process === null ? page.at('inbox') : `${process}#nf-comments`),
      flash: { tone: 'success', key: 'done.addComment' },
    };
  }
}

function inWords(error: InvalidForm, length: number, { words }: PageVisit): string {
  if (length === 0 || length > LONGEST_COMMENT) return words.say('comments.fault', { most: LONGEST_COMMENT });
  return error.errors.flatMap(({ messages }) => messages)[0] ?? error.message;
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
