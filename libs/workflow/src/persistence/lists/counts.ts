import { Mention } from '../../model/mention.entity.js';
import { Process } from '../../model/process.entity.js';
import { COUNT_CAP, type Counts, type ListQuery, type Viewer } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import { filterTasks } from './filters.js';
import { subQueryOf, type ListSource, type Select } from './list-source.js';
import { limitToUnseen } from './mentions.js';
import { archive, fromTasks, inbox, queue, snoozed, type TaskList } from './task-lists.js';

/** How long the viewer's lists are, counted up to {@link COUNT_CAP}, in one statement. */
export async function readCounts(
  source: ListSource,
  viewer: Viewer,
  asked: ListQuery,
  { kinds, now }: { kinds: readonly string[]; now: Date },
): Promise<Counts> {
  const lists: Record<Exclude<keyof Counts, 'mentions'>, TaskList> = {
    inbox: inbox(viewer, now),
    queue: queue(viewer, kinds),
    archive: archive(viewer),
    snoozed: snoozed(viewer, now),
  };
  const statement = source.manager.createQueryBuilder().from<object>('(select 1)', 'one');
  const bind = new Bindings(statement);
  const lengthOf = (list: TaskList): string => {
    const query = fromTasks(subQueryOf(statement).select('1'));
    list(query, bind, source.dialect);
    filterTasks(query, asked, { bind, dialect: source.dialect });
    source.limitToVisible(query, viewer.user);
    return cappedCount(query);
  };
  for (const [name, list] of Object.entries(lists)) statement.addSelect(lengthOf(list), name);
  const mentions = subQueryOf(statement)
    .select('1')
    .from(Mention, 'mention')
    .innerJoin(Process, 'process', 'process.id = mention.processId');
  limitToUnseen(mentions, source, viewer, asked, bind);
  statement.addSelect(cappedCount(mentions), 'mentions');
  const row = await statement.getRawOne<Record<keyof Counts, string | number>>();
  const count = (name: keyof Counts) => Number(row?.[name]);
  return {
    inbox: count('inbox'),
    queue: count('queue'),
    archive: count('archive'),
    snoozed: count('snoozed'),
    mentions: count('mentions'),
  };
}

/** An expression: how many rows the query has, counted up to {@link COUNT_CAP}. */
export function cappedCount(query: Select): string {
  return `(SELECT count(*) FROM ${query.limit(COUNT_CAP).getQuery()} capped)`;
}
