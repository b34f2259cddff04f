import type { TaskJson } from '../../http/answers/task.json.js';
import type { PageVisit } from '../page-visit.js';
import type { Older } from './older-view.js';

/** How many tasks a timeline shows at once. */
const MOST = 50;

/** A part of the tasks of a process, in their order. */
export interface TimelineView {
  readonly tasks: readonly TaskJson[];
  readonly olderTasks: Older;
}

/** The newest of these tasks; with `?before=` in the page's address, those made before that one. Ids order tasks. */
export function timelineView(tasks: readonly TaskJson[], page: PageVisit): TimelineView {
  const before = page.query.get('before');
  const known = before === null ? tasks : tasks.filter(({ id }) => id < before);
  const shown = known.slice(-MOST);
  const at = (id: string | undefined) => `${page.with({ before: id })}#nf-tasks`;
  return {
    tasks: shown,
    olderTasks: {
      earlier: known.length > shown.length ? at(shown[0]?.id) : undefined,
      newest: before === null ? undefined : at(undefined),
    },
  };
}
