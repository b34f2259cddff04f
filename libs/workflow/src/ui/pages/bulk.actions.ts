import { Injectable } from '@nestjs/common';
import type { BulkResultJson } from '../../http/desks/bulk-desk.js';
import type { Done, Fields, PageAction } from '../page.js';
import type { PageVisit } from '../page-visit.js';

/** Longest name of a task in the report. */
const LONGEST = 60;

/** Takes or returns the ticked tasks of a list, and tells of each that it could not. */
@Injectable()
export class BulkAction implements PageAction<{ results: readonly BulkResultJson[] }> {
  readonly routes = ['assignTasks', 'unassignTasks'];

  body({ task }: Fields): object {
    const ids = task === undefined ? [] : [task].flat();
    return { taskIds: ids };
  }

  done({ results }: { results: readonly BulkResultJson[] }, fields: Fields, page: PageVisit): Done {
    const { words, visit } = page;
    const done = results.filter(({ ok }) => ok).length;
    const failed = results.flatMap(({ taskId, error }) => (error ? [{ taskId, code: error.code }] : []));
    const lines = failed.map(({ taskId, code }) => ({
      key: words.has(`bulk.failed.${code}`) ? `bulk.failed.${code}` : 'bulk.failed.other',
      values: { task: nameOf(taskId, fields) },
    }));
    return {
      to: page.returnTo(fields) ?? page.path.slice(0, page.path.lastIndexOf('/')),
      flash: {
        tone: failed.length === 0 ? 'success' : done === 0 ? 'danger' : 'warning',
        key: failed.length === 0 ? `done.${visit.route}` : `done.${visit.route}.partly`,
        values: { n: done, failed: failed.length, all: results.length },
        lines,
      },
    };
  }
}

/** As the list the user looked at called it. */
function nameOf(taskId: string, fields: Fields): string {
  const name = fields[`name.${taskId}`];
  return typeof name === 'string' && name !== '' ? name.slice(0, LONGEST) : taskId;
}
