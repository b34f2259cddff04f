import { WorkflowEvent } from '../../model/event.entity.js';
import { Mention } from '../../model/mention.entity.js';
import { Process } from '../../model/process.entity.js';
import type { HistoryQuery, ListQuery, MentionRow, Page, Viewer } from '../../runtime/ports/list-queries.js';
import { Bindings } from './bindings.js';
import { toId } from './ids.js';
import type { ListSource, Select } from './list-source.js';
import { readPage } from './page.js';
import { takesPart } from './participation.js';
import { Sorting } from './sorting.js';
import { seesFlow } from './task-lists.js';

/** A page of the comments on a process. One statement. */
export async function readComments(
  { manager, dialect }: ListSource,
  text: string,
  asked: HistoryQuery,
): Promise<Page<WorkflowEvent>> {
  const processId = toId(text);
  if (!processId) return { items: [], next: null };
  const query = manager.createQueryBuilder(WorkflowEvent, 'event');
  const bind = new Bindings(query);
  query
    .where(`event.processId = ${bind.value(processId)}`)
    .andWhere(`event.type = ${bind.value('comment.added' satisfies WorkflowEvent['type'])}`);
  return readPage(query, Sorting.byId('event.id', asked.newestFirst), asked, { bind, dialect });
}

/** The newest comments that name the viewer and were not seen yet, with their processes. One statement. */
export async function readMentions(
  source: ListSource,
  viewer: Viewer,
  asked: Pick<ListQuery, 'flows'>,
  limit: number,
): Promise<MentionRow[]> {
  const query = source.manager
    .createQueryBuilder(WorkflowEvent, 'event')
    .innerJoin(Mention, 'mention', 'mention.commentId = event.id')
    .innerJoinAndMapOne('event.process', Process, 'process', 'process.id = mention.processId');
  limitToUnseen(query, source, viewer, asked, new Bindings(query));
  const comments = await query.orderBy('event.id', 'DESC').limit(limit).getMany();
  return comments.map((read) => {
    const comment = read as WorkflowEvent & { process?: Process };
    const process = comment.process as Process;
    delete comment.process;
    return { comment, process };
  });
}

/** Limits a query over `mention` and `process` to what the viewer has not seen, and may see still. */
export function limitToUnseen(
  query: Select,
  source: ListSource,
  viewer: Viewer,
  { flows }: Pick<ListQuery, 'flows'>,
  bind: Bindings,
): void {
  query
    .andWhere(`mention.userId = ${bind.value(viewer.user.id)}`)
    .andWhere('mention.seenAt IS NULL')
    .andWhere(`(${seesFlow(viewer, bind)} OR ${takesPart(query, viewer, bind, source.dialect)})`);
  if (flows) query.andWhere(bind.among('process.flow', flows));
  source.limitToVisible(query, viewer.user);
}
