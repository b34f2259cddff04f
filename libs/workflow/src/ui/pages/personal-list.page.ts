import { Injectable } from '@nestjs/common';
import type { PersonalList } from '../../http/desks/task-lists.js';
import type { TaskJson } from '../../http/answers/task.json.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import type { Page as ListPage } from '../../runtime/ports/list-queries.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { listControls, paging } from '../views/list-controls.js';
import { listedTaskView } from '../views/task-view.js';

/** What is particular about one of a user's lists. */
interface ListStyle {
  /** Its orders, the usual one first. */
  readonly sorts: readonly string[];
  /** What can be done with several of its tasks at once: the route below the list, and how it is shown. */
  readonly bulk?: { readonly route: string; readonly words: string; readonly icon: string };
  /** Which time of a task its list tells. */
  readonly time: 'createdAt' | 'assignedAt' | 'finishedAt' | 'snoozedUntil';
}

const SNOOZED: ListStyle = {
  sorts: ['dueAt', '-priority', '-assignedAt', '-createdAt'],
  time: 'snoozedUntil',
};

/** The page of one of a user's lists. */
@Injectable()
abstract class PersonalListPage implements Page<ListPage<TaskJson>> {
  abstract readonly route: PersonalList;
  protected abstract readonly style: ListStyle;

  constructor(private readonly registry: FlowRegistry) {}

  view({ items, next }: ListPage<TaskJson>, page: PageVisit): PageView {
    const { route } = this;
    const { words } = page;
    const snoozed = page.query.get('snoozed') === 'true';
    const style = snoozed ? SNOOZED : this.style;
    return {
      template: `${route}.liquid`,
      title: words.say(`${route}.title`),
      menu: route,
      live: { on: 'lists' },
      model: {
        list: route,
        snoozed,
        toDo: page.path,
        allSnoozed: `${page.path}?snoozed=true`,
        tasks: items.map((task) => ({
          ...listedTaskView(task, this.registry.named(task.flow).title, page),
          time: task[style.time],
        })),
        timeTitle: words.say(`list.${style.time}`),
        controls: listControls(page, style.sorts),
        paging: paging(page, next),
        bulk: style.bulk &&
          items.length > 0 && {
            action: `${page.path}/${style.bulk.route}`,
            label: words.say(style.bulk.words),
            icon: style.bulk.icon,
          },
      },
    };
  }
}

/** The page of the user's own tasks to do. */
@Injectable()
export class InboxPage extends PersonalListPage {
  readonly route = 'inbox';
  protected readonly style: ListStyle = {
    sorts: ['dueAt', '-priority', '-assignedAt', '-createdAt', 'createdAt'],
    bulk: { route: 'unassign', words: 'bulk.return', icon: 'return' },
    time: 'assignedAt',
  };
}

/** The page of the tasks the user may take. */
@Injectable()
export class QueuePage extends PersonalListPage {
  readonly route = 'queue';
  protected readonly style: ListStyle = {
    sorts: ['createdAt', 'dueAt', '-priority', '-createdAt'],
    bulk: { route: 'assign', words: 'bulk.take', icon: 'take' },
    time: 'createdAt',
  };
}

/** The page of the tasks the user has finished. */
@Injectable()
export class ArchivePage extends PersonalListPage {
  readonly route = 'archive';
  protected readonly style: ListStyle = {
    sorts: ['-finishedAt', 'finishedAt', '-createdAt', '-priority'],
    time: 'finishedAt',
  };
}
