import { Injectable } from '@nestjs/common';
import type { OutcomeJson } from '../../http/answers/answers.js';
import type { Done, Fields, PageAction } from '../page.js';
import type { PageVisit } from '../page-visit.js';

/** Cancels a process. */
@Injectable()
export class CancelProcessAction implements PageAction<OutcomeJson> {
  readonly routes = ['cancelProcess'];

  done({ process }: OutcomeJson, fields: Fields, page: PageVisit): Done {
    return {
      to: page.returnTo(fields) ?? process.url ?? page.at('inbox'),
      flash: { tone: 'success', key: 'done.cancelProcess', values: { process: process.brief } },
    };
  }
}
