import { Inject, Injectable } from '@nestjs/common';
import type { TransitionNotAllowedError } from '../errors.js';
import type { Task } from '../model/task.entity.js';
import { LIST_QUERIES, type ListQueries } from '../runtime/ports/list-queries.js';
import type { PageView } from './page.js';
import { People } from './people.js';
import type { PageVisit } from './page-visit.js';
import type { WordValues } from './words/catalogue.js';

/** Tells who came too late what has happened to the task meanwhile, and who did it. */
@Injectable()
export class ConflictPages {
  constructor(
    @Inject(LIST_QUERIES) private readonly lists: ListQueries,
    private readonly people: People,
  ) {}

  /** The page of a transition that was refused; of one whose task the user was found to see. */
  async view(error: TransitionNotAllowedError, page: PageVisit): Promise<PageView> {
    const { words } = page;
    const taskId = page.param('taskId');
    const row = taskId === '' ? undefined : await this.lists.task(taskId);
    const owner = row?.task.owner;
    const name = owner ? await this.people.name(owner) : '';
    const [key, values] = row ? happened(row.task, name, page) : ['other'];
    const title = words.say(`conflict.${key}`, values);
    return {
      template: 'error.liquid',
      title,
      status: 409,
      node: row?.task.node,
      model: {
        status: 409,
        code: error.code,
        help: words.say('error.not-acceptable-state.help'),
        detail: error.message,
        task:
          row && page.call.links.task(page.call.flow.name, row.task.processId, page.param('node'), taskId),
      },
    };
  }
}

function happened(
  task: Task,
  name: string,
  { reader, call }: PageVisit,
): readonly [key: string, values?: WordValues] {
  const { moments } = reader;
  const since = task.finishedAt ?? task.startedAt ?? task.assignedAt;
  const values = { name, ago: since ? moments.fromNow(since) : '' };
  const mine = task.owner === call.user.id;
  if (task.status === 'DONE')
    return [mine ? 'done-by-you' : task.owner === null ? 'done' : 'done-by', values];
  if (task.status === 'CANCELED' || task.status === 'REVIVED') return ['withdrawn', values];
  if (task.owner !== null) {
    const justNow = since !== null && moments.distance(since).value === 0;
    return [mine ? 'yours' : justNow ? 'just-taken' : 'taken', values];
  }
  return [task.status === 'NEW' ? 'open' : 'other', values];
}
