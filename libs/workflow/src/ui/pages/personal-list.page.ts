import { Injectable } from '@nestjs/common';
import type { PersonalList } from '../../http/desks/task-lists.js';
import type { TaskJson } from '../../http/answers/task.json.js';
import { FlowRegistry } from '../../runtime/flow-registry.js';
import type { Page as ListPage } from '../../runtime/ports/list-queries.js';
import type { Page, PageView } from '../page.js';
import type { PageVisit } from '../page-visit.js';
import { INBOX_PARTS, listControls, paging, partOf, type InboxPart } from '../views/list-controls.js';
import { listedTaskView } from '../views/task-view.js';

/** What is particular about one of a user's lists. */
interface ListStyle {
  /** Its orders, the usual one first. */
  readonly sorts: readonly string[];
  /** What can be done with several of its tasks at once: the route below the list, and how it is shown. */
  readonly bulk?: { readonly route: string; readonly words: string; readonly icon: string };
  /** Which time of a task its list tells. */
  readonly time: 'createdAt' | 'assignedAt' | 'finishedAt' | 'snoozedUntil';
  /** What that time is called. Default: as everywhere. */
  readonly timeTitle?: string;
  /** It says who has a task. */
  readonly owners?: boolean;
}

/** The parts of the inbox beside what is to do, by the parameter that asks for them. */
const PARTS: Readonly<Record<InboxPart, ListStyle>> = {
  snoozed: {
    sorts: ['createdAt', 'dueAt', '-priority', '-assignedAt', '-createdAt'],
    time: 'snoozedUntil',
  },
  delegated: {
    sorts: ['createdAt', 'dueAt', '-priority', '-assignedAt', '-createdAt'],
    time: 'assignedAt',
    timeTitle: 'list.delegatedAt',
    owners: true,
  },
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
    const part = partOf(page);
    const style = (part && PARTS[part]) ?? this.style;
    return {
      template: `${route}.liquid`,
      title: words.say(`${route}.title`),
      menu: route,
      live: { on: 'lists' },
      model: {
        list: route,
        part,
        toDo: page.path,
        parts: Object.fromEntries(INBOX_PARTS.map((name) => [name, `${page.path}?${name}=true`])),
        tasks: items.map((task) => ({
          ...listedTaskView(task, this.registry.named(task.flow).title, page),
          time: task[style.time],
        })),
        timeTitle: words.say(style.timeTitle ?? `list.${style.time}`),
        showOwner: style.owners ?? false,
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
    sorts: ['createdAt', 'dueAt', '-priority', '-assignedAt', '-createdAt'],
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
